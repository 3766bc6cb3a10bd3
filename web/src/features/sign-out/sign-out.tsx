import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconLogout } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { akawo, byCookie, session } from '../../api.ts';
import { Problem } from '../../design/index.ts';
import styles from './sign-out.module.css';

interface SignOutProps {
  /** On all devices and not on this one only. */
  readonly everywhere?: boolean;
  readonly variant?: 'outline' | 'subtle';
  /** For whoever signs out to sign in again: the screen that he comes back to. */
  readonly comeBackTo?: string;
  readonly children?: ReactNode;
}

/** The server has to hear of it: a session that only this device forgot could still be used. */
export function SignOut({ everywhere = false, variant = 'outline', comeBackTo, children }: SignOutProps) {
  const navigate = useNavigate();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => akawo.logOut({ query: { everywhere }, ...byCookie }),
    onSuccess: () => {
      session.end();
      void navigate({ to: '/sign-in', search: { next: comeBackTo } });
    },
  });
  return (
    <div className={styles.signOut}>
      <Button
        variant={variant}
        justify={variant === 'subtle' ? 'start' : 'center'}
        leftSection={<IconLogout size="1.4rem" aria-hidden />}
        loading={isPending}
        onClick={() => mutate()}
        className={variant === 'subtle' ? styles.subtle : undefined}
      >
        {children ?? (everywhere ? 'Sign out everywhere' : 'Sign out')}
      </Button>
      {error === null ? null : <Problem error={error} />}
    </div>
  );
}
