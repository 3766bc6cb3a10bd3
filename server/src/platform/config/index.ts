export { ConfigError, type Mistake } from './config-error.ts';
export { describeConfig } from './describe-config.ts';
export { loadDotEnv } from './dot-env.ts';
export { renderEnvExample } from './env-example.ts';
export { deriveSecret, loadOrCreateSecret } from './master-secret.ts';
export { readConfig, type Config, type Environment, type Origin, type ReadConfigOptions } from './read-config.ts';
export type { Mode } from './setting.ts';
