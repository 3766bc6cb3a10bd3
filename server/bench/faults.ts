import pg from 'pg';
import { type World } from './world.ts';

/** Whether the money is still right after all the haste; a sentence for everything that is not. */
export async function faultsOf(
  name: string,
  { ownerUrl, acknowledged }: Pick<World, 'ownerUrl' | 'acknowledged'>,
): Promise<readonly string[]> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ what: string; count: string }>(checks);
    const broken = rows.filter(({ count }) => count !== '0').map(({ what, count }) => `${name}: ${count} ${what}`);
    const recorded = Number((await owner.query<{ count: string }>('select count(*) from ledger.postings')).rows[0]?.count);
    if (recorded === acknowledged()) return broken;
    return [...broken, `${name}: ${acknowledged()} postings were acknowledged and ${recorded} are there`];
  } finally {
    await owner.end();
  }
}

const checks = `
  with sums as (
    select
      account_id, sum(amount) as posted, sum(held) as held, count(*) as entries, max(sequence) as sequence,
      (array_agg(posted_after order by recorded_at desc, sequence desc))[1] as last_posted
    from ledger.entries
    group by account_id
  )
  select 'currencies do not sum to zero' as what, count(*) from (select from ledger.accounts group by currency having sum(posted) <> 0) c
  union all
  select 'accounts are not what their entries say', count(*)
  from ledger.accounts a
  left join sums s on s.account_id = a.id
  where (a.posted, a.held, a.sequence) is distinct from (coalesce(s.posted, 0), coalesce(s.held, 0), coalesce(s.entries, 0))
    or s.sequence <> s.entries or s.last_posted <> a.posted
  union all
  select 'postings do not sum to zero', count(*) from (select from ledger.entries group by posting_id having sum(amount) <> 0) p
  union all
  select 'accounts hold what no hold says', count(*)
  from ledger.accounts a
  left join (
    select account_id, sum(amount - captured - released) as held from ledger.holds where state = 'open' group by account_id
  ) h on h.account_id = a.id
  where a.held <> coalesce(h.held, 0)
`;
