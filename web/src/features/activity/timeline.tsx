import type { TimelineStep } from '@akawo/sdk';
import { momentInWords } from './days.ts';
import styles from './timeline.module.css';
import { stepInWords } from './words.ts';

/** Everything that happened to the money, in its order. */
export function Timeline({ steps }: { steps: readonly TimelineStep[] }) {
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" className={styles.title}>
        What happened
      </h2>
      <ol className={styles.steps}>
        {steps.map(({ at, step }) => (
          <li key={step}>
            <span className={styles.step}>{stepInWords(step)}</span>
            <time dateTime={at}>{momentInWords(at)}</time>
          </li>
        ))}
      </ol>
    </section>
  );
}
