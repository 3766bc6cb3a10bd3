import type { DeviceSession } from '@akawo/sdk';
import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { IconDeviceLaptop, IconDeviceMobile } from '@tabler/icons-react';
import { akawo } from '../../api.ts';
import { Moment, Problem, Status } from '../../design/index.ts';
import { SignOut } from '../sign-out/index.ts';
import { describeDevice, isPhone } from './describe-device.ts';
import { Inner } from './inner.tsx';
import { Pages } from './pages.tsx';
import styles from './settings.module.css';

const queryKey = ['sessions'];

export function Devices() {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => akawo.listSessions({ query: pageParam === '' ? {} : { cursor: pageParam }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });
  return (
    <Inner title="Devices" lead="Where you are signed in. Sign out what you do not know, and then change your password.">
      <Pages what="Your devices" query={query} keyOf={({ id }) => id}>
        {(device) => <Device {...device} />}
      </Pages>
      <SignOut everywhere />
    </Inner>
  );
}

function Device({ id, user_agent, address, current, refreshed_at }: DeviceSession) {
  const queryClient = useQueryClient();
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: () => akawo.endSession({ path: { id } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  const Sign = isPhone(user_agent) ? IconDeviceMobile : IconDeviceLaptop;
  const name = describeDevice(user_agent);
  return (
    <>
      <Sign size="1.7rem" stroke={1.8} aria-hidden />
      <div className={styles.words}>
        <span className={styles.title}>{name}</span>
        <span className={styles.what}>
          <Moment at={refreshed_at} /> from {address}
        </span>
        {current ? <Status tone="good">This device</Status> : null}
        {error === null ? null : <Problem error={error} />}
      </div>
      {current ? null : (
        <Button
          size="sm"
          variant="default"
          loading={isPending || isSuccess}
          onClick={() => mutate()}
          aria-label={`Sign out ${name}`}
        >
          Sign out
        </Button>
      )}
    </>
  );
}
