import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { akawo, session } from '../../api.ts';
import { Problem, Waiting } from '../../design/index.ts';
import { dropLetterCode, useLetterCode } from '../../letter-code.ts';
import { AskForLetter } from './ask-for-letter.tsx';
import { Done } from './done.tsx';
import { Entrance } from './entrance.tsx';
import styles from './entrance.module.css';

export function VerifyEmail() {
  const code = useLetterCode();
  return code === undefined ? <AskForLetter /> : <Verify key={code} code={code} />;
}

/** The press was in the letter, so nothing more is asked here. */
function Verify({ code }: { code: string }) {
  const person = useSyncExternalStore(session.subscribe, session.person);
  const { mutate, isSuccess, error } = useMutation({ mutationFn: () => akawo.verifyEmail({ body: { code } }) });
  const isSent = useRef(false);
  useEffect(() => {
    // React may run an effect twice, and the code is good once.
    if (isSent.current) return;
    isSent.current = true;
    mutate();
  }, [mutate]);
  if (isSuccess) {
    return (
      <Entrance title="Email confirmed" heading="Thank you." lead="We know now that the address is yours.">
        <Done what="Your email address is confirmed.">
          <Button component={Link} to={person === undefined ? '/sign-in' : '/home'} fullWidth>
            Go to your wallet
          </Button>
        </Done>
      </Entrance>
    );
  }
  if (error === null) {
    return (
      <Entrance title="Confirming your email" heading="One moment." lead="We are confirming your email address.">
        <Waiting what="Your email address is being confirmed." lines={2} />
      </Entrance>
    );
  }
  return (
    <Entrance title="Email not confirmed" heading="That did not work." lead="Your email address is not confirmed yet.">
      <div className={styles.form}>
        <Problem error={error} />
        <Button onClick={dropLetterCode} fullWidth>
          Ask for a new letter
        </Button>
      </div>
    </Entrance>
  );
}
