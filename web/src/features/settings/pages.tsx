import { Button } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { Key, ReactNode } from 'react';
import { Problem, Waiting } from '../../design/index.ts';
import styles from './settings.module.css';

interface Listed<Entry> {
  readonly data: readonly Entry[];
  readonly next_cursor: string | null;
}

interface PagesProps<Entry> {
  /** What is listed, for whoever waits for it. */
  readonly what: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<Listed<Entry>>>;
  readonly keyOf: (entry: Entry) => Key;
  readonly children: (entry: Entry) => ReactNode;
}

/** A list that comes page by page. */
export function Pages<Entry>({ what, query, keyOf, children }: PagesProps<Entry>) {
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  return (
    <>
      {data === undefined && error === null ? <Waiting what={`${what} are on their way.`} lines={6} /> : null}
      <ul className={styles.list}>
        {data?.pages
          .flatMap((page) => page.data)
          .map((entry) => (
            <li key={keyOf(entry)} className={styles.entry}>
              {children(entry)}
            </li>
          ))}
      </ul>
      {error === null ? null : <Problem error={error} retry={() => void refetch()} />}
      {hasNextPage ? (
        <Button variant="outline" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      ) : null}
    </>
  );
}
