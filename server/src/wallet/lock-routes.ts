import { type FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { type AccessTo, principalOf } from '#identity';
import { type Database } from '#platform/db';
import { type Http, Uuid } from '#platform/http';
import { lockWallet, unlockWallet } from './lock.ts';
import { walletNotFound } from './problems.ts';
import { type WalletId } from './wallet.ts';

export interface LockRoutesOptions {
  readonly access: Pick<AccessTo, 'staff'>;
  readonly database: Pick<Database, 'transact'>;
}

const tags = ['Staff'];
const ById = Type.Object({ id: Uuid });
const Reason = Type.String({
  minLength: 3,
  maxLength: 500,
  pattern: String.raw`\S`,
  description: 'Kept for ever beside who did it.',
});
const LockState = Type.Object({ wallet_id: Uuid, is_locked: Type.Boolean() }, { $id: 'WalletLock' });

export function addLockRoutes(http: Http, { access, database: { transact } }: LockRoutesOptions): void {
  const config = { access: access.staff('support', 'admin'), problems: [walletNotFound] };

  http.post(
    '/api/v1/admin/wallets/:id/lock',
    {
      config,
      schema: {
        operationId: 'lockWallet',
        summary: 'Keep the money of a wallet in',
        tags,
        params: ById,
        body: Type.Object(
          { reason: Reason, incoming: Type.Boolean({ default: false, description: 'Refuse what would come in, too.' }) },
          { additionalProperties: false },
        ),
        response: { 200: LockState },
      },
    },
    async (request) => {
      const { incoming } = request.body;
      const locking = lockingOf(request, request.params, request.body);
      await transact((tx) => lockWallet(tx, { ...locking, incoming }));
      return { wallet_id: locking.walletId, is_locked: true };
    },
  );

  http.post(
    '/api/v1/admin/wallets/:id/unlock',
    {
      config,
      schema: {
        operationId: 'unlockWallet',
        summary: 'Give a locked wallet back to its owner',
        tags,
        params: ById,
        body: Type.Object({ reason: Reason }, { additionalProperties: false }),
        response: { 200: LockState },
      },
    },
    async (request) => {
      const locking = lockingOf(request, request.params, request.body);
      await transact((tx) => unlockWallet(tx, locking));
      return { wallet_id: locking.walletId, is_locked: false };
    },
  );
}

function lockingOf(request: FastifyRequest, { id }: Static<typeof ById>, { reason }: { readonly reason: string }) {
  return { walletId: id as WalletId, by: principalOf(request).personId, reason };
}
