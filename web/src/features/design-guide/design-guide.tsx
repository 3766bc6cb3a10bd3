import { Page } from '../../design/index.ts';
import { Colours } from './colours.tsx';
import { Controls } from './controls.tsx';
import styles from './design-guide.module.css';
import { Amounts } from './amounts.tsx';
import { States } from './states.tsx';
import { Type } from './type.tsx';

/** The design system shown by itself: what is on this page is what the app is made of. */
export function DesignGuide() {
  return (
    <Page title="Design system">
      <header className={styles.intro}>
        <h1>How Akawo looks and speaks</h1>
        <p>
          For a trader with a cheap phone in full sun: large letters, strong contrast, things big enough for a thumb, and words
          instead of codes. Switch the colours at the top; every part is made for both.
        </p>
      </header>
      <Type />
      <Colours />
      <Amounts />
      <Controls />
      <States />
    </Page>
  );
}
