import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Problem } from '../../design/index.ts';
import { DayList } from './day-list.tsx';
import { groupByDay } from './days.ts';
import styles from './latest.module.css';
import { latestQuery } from './transactions.ts';
import { WaitingRows } from './waiting-rows.tsx';

/** The last few movements of the money, for the first page. */
export function Latest() {
  const { data, error, refetch } = useQuery(latestQuery);
  return (
    <section className={styles.latest} aria-labelledby="latest">
      <div className={styles.heading}>
        <h2 id="latest">Latest</h2>
        <Link to="/activity">See all</Link>
      </div>
      {data === undefined ? error === null ? <WaitingRows /> : <Problem error={error} retry={() => void refetch()} /> : null}
      {data?.data.length === 0 && <p>Nothing has moved yet. What you send and receive shows here.</p>}
      {groupByDay(data?.data ?? []).map((day) => (
        <DayList key={day.date} day={day} />
      ))}
    </section>
  );
}
