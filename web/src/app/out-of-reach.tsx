import { AkawoProblem, AkawoUnreachable } from '@akawo/sdk';
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { session } from '../api.ts';
import { Note, Page } from '../design/index.ts';
import styles from './message.module.css';

/** No answer came, or none that decides anything: the server has too much to do, or is in trouble. */
export function isOutOfReach(error: unknown): boolean {
  if (error instanceof AkawoUnreachable) return true;
  return error instanceof AkawoProblem && (error.status >= 500 || [408, 429].includes(error.status));
}

interface OutOfReachProps {
  readonly error: unknown;
  readonly openAgain: () => void;
}

/** Nobody is signed out because of it, and the screen opens by itself as soon as Akawo answers. */
export function OutOfReach({ error, openAgain }: OutOfReachProps) {
  const isUnreachable = error instanceof AkawoUnreachable;
  const { isTrying, isGivenUp, tryNow } = useTryingAgain(openAgain);
  return (
    <Page title={isUnreachable ? 'No connection' : 'Akawo is busy'} width="narrow">
      <div className={styles.message}>
        <h1>{isUnreachable ? 'Akawo is out of reach.' : 'Akawo is busy just now.'}</h1>
        <Note tone="warn" title="You are still signed in, and your money is safe.">
          <span>{isUnreachable ? 'Check your data or Wi-Fi.' : 'Many people are using it, or it is being looked after.'}</span>
          <span>
            {isGivenUp ? 'It still does not answer. Try again in a few minutes.' : 'We keep trying; you can wait here.'}
          </span>
        </Note>
        <p>If you were sending money, look at your activity before you send it again.</p>
        <div className={styles.ways}>
          <Button onClick={tryNow} loading={isTrying}>
            Open it again
          </Button>
          <a href="/">Go to the start</a>
        </div>
      </div>
    </Page>
  );
}

/** About a minute and a half of trying, ever more slowly; then the person decides when. */
const pausesMs = [2_000, 4_000, 8_000, 15_000, 30_000, 30_000];

function useTryingAgain(openAgain: () => void) {
  const [tries, setTries] = useState(0);
  const { mutate, isPending } = useMutation({
    mutationFn: () => session.isSignedIn(),
    onSuccess: openAgain,
    onError: () => setTries((before) => before + 1),
  });
  const pauseMs = pausesMs[tries];
  useEffect(() => {
    if (isPending) return undefined;
    const tryNow = () => mutate();
    const timer = pauseMs === undefined ? undefined : setTimeout(tryNow, pauseMs);
    window.addEventListener('online', tryNow);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', tryNow);
    };
  }, [isPending, mutate, pauseMs]);
  return {
    isTrying: isPending,
    isGivenUp: pauseMs === undefined,
    tryNow() {
      setTries(0);
      mutate();
    },
  };
}
