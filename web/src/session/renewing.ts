import { type Akawo, AkawoProblem } from '@akawo/sdk';
import { type Session } from './session.ts';

type Operation = (given?: object) => Promise<unknown>;

/** The same operations, each with a token that is still good; one that was refused all the same is renewed and used once more. */
export function renewing(akawo: Akawo, session: Session): Akawo {
  const renewed = (operation: Operation): Operation =>
    async function send(given) {
      await session.freshen();
      const token = session.accessToken();
      try {
        return await operation(given);
      } catch (thrown) {
        if (token === undefined || !isTokenRefused(thrown)) throw thrown;
        const isReplaced = session.accessToken() !== undefined && session.accessToken() !== token;
        if (!isReplaced && !(await session.renew())) throw thrown;
        return operation(given);
      }
    };
  const operations = Object.entries(akawo).map(([name, operation]) => [name, renewed(operation as Operation)]);
  return Object.fromEntries(operations) as Akawo;
}

function isTokenRefused(thrown: unknown): boolean {
  return thrown instanceof AkawoProblem && thrown.status === 401;
}
