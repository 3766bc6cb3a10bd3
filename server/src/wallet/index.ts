export { inflowParked, transactionUpdated, walletUpdated } from './events.ts';
export { lockWallet, unlockWallet } from './lock.ts';
export type { Locking } from './lock.ts';
export { openWallet } from './open.ts';
export { createWalletModule } from './wallet-module.ts';
export type { WalletModule, WalletModuleOptions } from './wallet-module.ts';
export type { OverrideId, WantedOverride } from './overrides/override-limit.ts';
