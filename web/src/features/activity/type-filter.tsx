import type { Transaction } from '@akawo/sdk';
import { useId } from 'react';
import styles from './filter-bar.module.css';
import { filtersIn } from './filters.ts';
import { typesInWords } from './words.ts';

interface TypeFilterProps {
  readonly type: Transaction['type'] | undefined;
  readonly choose: (type: Transaction['type'] | undefined) => void;
}

/** The phone's own list of choices: nothing is faster to open, or known better. */
export function TypeFilter({ type, choose }: TypeFilterProps) {
  const id = useId();
  return (
    <div className={styles.type}>
      <label htmlFor={id}>Kind</label>
      <select id={id} value={type ?? ''} onChange={({ currentTarget }) => choose(filtersIn({ type: currentTarget.value }).type)}>
        <option value="">Every kind</option>
        {Object.entries(typesInWords).map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
