import { Button, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { dayOf } from './days.ts';
import styles from './filter-bar.module.css';
import { isNarrowed } from './filters.ts';
import type { Filters } from './transactions.ts';
import { TypeFilter } from './type-filter.tsx';

interface FilterBarProps {
  readonly filters: Filters;
  readonly narrow: (changed: Filters) => void;
}

const directions = [
  { value: undefined, words: 'All' },
  { value: 'in', words: 'In' },
  { value: 'out', words: 'Out' },
] as const;
const afterTypingMs = 350;

export function FilterBar({ filters, narrow }: FilterBarProps) {
  const { direction, type, from, to, q } = filters;
  const [isOpen, setIsOpen] = useState([type, from, to].some((value) => value !== undefined));
  const [today] = useState(() => dayOf(new Date()));
  const [typed, setTyped] = useState(q ?? '');
  const look = useDebouncedCallback((text: string) => narrow({ q: text.trim() || undefined }), afterTypingMs);
  const clear = () => {
    setTyped('');
    narrow({ direction: undefined, type: undefined, from: undefined, to: undefined, q: undefined });
  };
  return (
    <search className={styles.bar}>
      <TextInput
        aria-label="Search by name, note or reference"
        placeholder="Name, note or reference"
        type="search"
        classNames={{ root: styles.search, input: styles.words }}
        maxLength={100}
        leftSection={<IconSearch size="1.3rem" aria-hidden />}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          look(currentTarget.value);
        }}
      />
      <div className={styles.row}>
        <fieldset className={styles.directions} aria-label="Direction">
          {directions.map(({ value, words }) => (
            <button key={words} type="button" aria-pressed={direction === value} onClick={() => narrow({ direction: value })}>
              {words}
            </button>
          ))}
        </fieldset>
        <Button
          size="sm"
          variant="default"
          aria-expanded={isOpen}
          leftSection={<IconAdjustmentsHorizontal size="1.2rem" aria-hidden />}
          onClick={() => setIsOpen((before) => !before)}
        >
          Filter
        </Button>
      </div>
      {isOpen ? (
        <div className={styles.more}>
          <TypeFilter type={type} choose={(chosen) => narrow({ type: chosen })} />
          <TextInput
            label="From"
            type="date"
            max={to ?? today}
            value={from ?? ''}
            onChange={({ currentTarget }) => narrow({ from: currentTarget.value || undefined })}
          />
          <TextInput
            label="To"
            type="date"
            min={from}
            max={today}
            value={to ?? ''}
            onChange={({ currentTarget }) => narrow({ to: currentTarget.value || undefined })}
          />
        </div>
      ) : null}
      {isNarrowed(filters) ? (
        <Button size="sm" variant="default" className={styles.clear} onClick={clear}>
          Show everything
        </Button>
      ) : null}
    </search>
  );
}
