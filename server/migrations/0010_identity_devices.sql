-- Devices that nobody has signed in from for long are forgotten, so that the table does not grow for ever.
create index known_devices_last_seen_at on identity.known_devices (last_seen_at);
grant delete on identity.known_devices to akawo_app;
