import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useEffect } from 'react';

interface MoreProps {
  readonly isLoading: boolean;
  /** The last page did not come: then only a person asks again. */
  readonly isStuck: boolean;
  readonly load: () => void;
}

/** The next page comes by itself when its end is near; the button is for keyboards, and for when it did not come. */
export function More({ isLoading, isStuck, load }: MoreProps) {
  const { ref, entry } = useIntersection({ rootMargin: '600px' });
  const isNear = entry?.isIntersecting ?? false;
  useEffect(() => {
    if (isNear && !isLoading && !isStuck) load();
  }, [isNear, isLoading, isStuck, load]);
  return (
    <Button ref={ref} variant="default" fullWidth loading={isLoading} onClick={load}>
      Show more
    </Button>
  );
}
