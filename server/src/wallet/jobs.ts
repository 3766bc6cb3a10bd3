import { Type } from 'typebox';
import { defineJob } from '#platform/jobs';

const ofWallet = Type.Object({ wallet_id: Type.String() });

export const endOverridesJob = defineJob({ name: 'wallet.end_overrides', data: ofWallet });
export const releaseParkedJob = defineJob({ name: 'wallet.release_parked', data: ofWallet });
/** What the other two would leave undone if something had kept them from it. */
export const keepWalletsJob = defineJob({ name: 'wallet.keep', data: Type.Object({}), timeoutSeconds: 1_800 });
