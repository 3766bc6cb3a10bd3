import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Cowries, Page, Problem } from '../../design/index.ts';
import styles from './activity.module.css';
import { groupByDay } from './days.ts';
import { DayList } from './day-list.tsx';
import { FilterBar } from './filter-bar.tsx';
import { filtersIn, isNarrowed } from './filters.ts';
import { More } from './more.tsx';
import { type Filters, transactionsQuery } from './transactions.ts';
import { WaitingRows } from './waiting-rows.tsx';

/** Everything that came in and went out, latest first. What is looked for stands in the address, so that the way back finds it again. */
export function Activity() {
  const filters = filtersIn(useSearch({ strict: false }));
  const navigate = useNavigate();
  const list = useInfiniteQuery(transactionsQuery(filters));
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const narrow = (changed: Filters) => void navigate({ to: '/activity', search: { ...filters, ...changed }, replace: true });
  const transactions = data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <Page title="Activity">
      <div className={styles.activity}>
        <header className={styles.head}>
          <h1>Activity</h1>
          <Link to="/activity/statement">Statement</Link>
        </header>
        <FilterBar filters={filters} narrow={narrow} />
        {isPending ? <WaitingRows /> : null}
        {error === null || isFetchingNextPage ? null : (
          <Problem error={error} retry={() => void (data === undefined ? refetch() : hasNextPage ? fetchNextPage() : refetch())}>
            {data === undefined ? null : <p>What you see below may be old.</p>}
          </Problem>
        )}
        {data !== undefined && transactions.length === 0 ? <Nothing isNarrowed={isNarrowed(filters)} /> : null}
        {groupByDay(transactions).map((day) => (
          <DayList key={day.date} day={day} />
        ))}
        {hasNextPage ? <More isLoading={isFetchingNextPage} isStuck={error !== null} load={() => void fetchNextPage()} /> : null}
      </div>
    </Page>
  );
}

function Nothing({ isNarrowed: narrowed }: { isNarrowed: boolean }) {
  return (
    <div className={styles.nothing}>
      <Cowries size={88} first="empty" className={styles.seats} />
      <p>{narrowed ? 'Nothing fits what you look for.' : 'Nothing has come in or gone out yet.'}</p>
      {narrowed ? null : (
        <Button component={Link} to="/send">
          Send money
        </Button>
      )}
    </div>
  );
}
