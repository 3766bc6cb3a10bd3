import { AkawoProblem, type Readiness } from '@akawo/sdk';
import { akawo } from '../../api.ts';

/** A 503 of this route is not a failure to answer: it is the answer, and names the part that is down. */
export async function askReadiness(signal: AbortSignal): Promise<Readiness> {
  try {
    return await akawo.getReadiness({ signal });
  } catch (thrown) {
    if (thrown instanceof AkawoProblem && isReadiness(thrown.answer)) return thrown.answer;
    throw thrown;
  }
}

/** Tells it from the problem document of a server that is too busy to look. */
function isReadiness(answer: unknown): answer is Readiness {
  return typeof answer === 'object' && answer !== null && 'checks' in answer && Array.isArray(answer.checks);
}
