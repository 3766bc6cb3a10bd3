-- The schema `platform` is made by the migration runner, which keeps its own table there.
grant usage on schema platform to akawo_app;
grant select on platform.migrations to akawo_app;
