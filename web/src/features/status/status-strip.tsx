import { AkawoProblem, type Readiness } from '@akawo/sdk';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Status, type Tone, Waiting } from '../../design/index.ts';
import { askReadiness } from './readiness.ts';
import styles from './status-strip.module.css';

const everyHalfMinute = 30_000;

const standings: Record<Readiness['status'], { tone: Tone; words: string }> = {
  ready: { tone: 'good', words: 'Akawo is up and working' },
  draining: { tone: 'busy', words: 'Akawo is being renewed; give it a minute' },
  unavailable: { tone: 'warn', words: 'Akawo has trouble right now; some things have to wait' },
};

/** Whether Akawo works right now, asked of the API itself. */
export function StatusStrip() {
  const { data, error, isPending, isFetching, refetch } = useQuery({
    queryKey: ['readiness'],
    queryFn: ({ signal }) => askReadiness(signal),
    refetchInterval: everyHalfMinute,
  });
  return (
    <section className={styles.strip} aria-label="Status of Akawo" aria-busy={isFetching}>
      {isPending ? <Waiting what="Asking whether everything works." /> : null}
      {error === null ? null : <Silent error={error} retry={() => void refetch()} asking={isFetching} />}
      {data === undefined || error !== null ? null : <Standing {...data} />}
    </section>
  );
}

function Silent({ error, retry, asking }: { error: Error; retry: () => void; asking: boolean }) {
  const answered = error instanceof AkawoProblem;
  return (
    <div className={styles.row}>
      <output>
        <Status tone="bad">{answered ? error.title : 'We cannot reach Akawo right now.'}</Status>
      </output>
      <span className={styles.aside}>
        {answered ? error.detail : 'Check your data or Wi-Fi. If it is not you, it is us, and we are on it.'}
      </span>
      <Button size="sm" onClick={retry} loading={asking}>
        Try again
      </Button>
    </div>
  );
}

function Standing({ status, checks }: Readiness) {
  const { tone, words } = standings[status];
  return (
    <div className={styles.row}>
      <output>
        <Status tone={tone}>{words}</Status>
      </output>
      <ul className={styles.parts}>
        {checks.map(({ name, state, latency_ms }) => (
          <li key={name}>
            {name.replaceAll('_', ' ')} {state}, {latency_ms.toFixed(1)} ms
          </li>
        ))}
      </ul>
    </div>
  );
}
