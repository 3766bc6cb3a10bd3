import { AkawoProblem } from '@akawo/sdk';
import { Problem, Status } from '../../design/index.ts';
import styles from './sign-in.module.css';

/** What became of the attempt; nothing while there was none. */
export function Outcome({ error, signedIn }: { error: Error | null; signedIn: boolean }) {
  if (signedIn) {
    return (
      <output className={styles.note}>
        <Status tone="good">You are signed in. Your wallet opens here with the next release.</Status>
      </output>
    );
  }
  if (error === null) return null;
  if (error instanceof AkawoProblem && error.code === 'not_found') {
    return (
      <output className={styles.note}>
        <Status tone="warn">Accounts open with the next release.</Status>
        <span>
          This Akawo does not know accounts yet, so nothing was checked and nothing was kept. <a href="/docs">What works today</a>
        </span>
      </output>
    );
  }
  return <Problem error={error} />;
}
