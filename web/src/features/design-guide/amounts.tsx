import { Button } from '@mantine/core';
import { useState } from 'react';
import { Money } from '../../design/index.ts';
import { Section } from './section.tsx';
import styles from './design-guide.module.css';

export function Amounts() {
  const [hidden, setHidden] = useState(false);
  return (
    <Section title="Money" rule="One line, digits of one width, kobo always shown. A sign when it moved, none when it rests.">
      <Money amount={24_850_000} currency="NGN" size="display" hidden={hidden} />
      <ul className={styles.amounts}>
        <li>
          From Tunde <Money amount={3_500_000} currency="NGN" direction="in" hidden={hidden} />
        </li>
        <li>
          To Ngọzi Fabrics <Money amount={8_640_050} currency="NGN" direction="out" hidden={hidden} />
        </li>
        <li>
          From Accra <Money amount={12_000} currency="GHS" direction="in" hidden={hidden} />
        </li>
      </ul>
      <Button variant="outline" aria-pressed={hidden} onClick={() => setHidden(!hidden)}>
        {hidden ? 'Show amounts' : 'Hide amounts'}
      </Button>
    </Section>
  );
}
