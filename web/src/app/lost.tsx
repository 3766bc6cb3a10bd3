import { NotFound } from './not-found.tsx';
import { Frame } from './shell.tsx';

/** An address that leads nowhere is met at the door, whoever comes. */
export function Lost() {
  return (
    <Frame>
      <NotFound />
    </Frame>
  );
}
