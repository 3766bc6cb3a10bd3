import { Skeleton, VisuallyHidden } from '@mantine/core';

/** The shape of what is coming, so that nothing jumps when it arrives. */
export function Waiting({ what, lines = 1 }: { what: string; lines?: number }) {
  return (
    <output style={{ display: 'grid', gap: '0.6rem', width: '100%' }}>
      <VisuallyHidden>{what}</VisuallyHidden>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height="1.1rem" width={line === lines - 1 ? '60%' : '100%'} aria-hidden />
      ))}
    </output>
  );
}
