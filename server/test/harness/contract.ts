import type { Secret } from '#platform/secret';
import { assembleFor } from './application.ts';

/** The OpenAPI document as a client gets it, from the assembled server, in the same words on every machine. */
export async function describeContract(appUrl: Secret): Promise<string> {
  const akawo = await assembleFor(appUrl);
  try {
    const answer = await akawo.http.inject('/openapi.json');
    return `${JSON.stringify(answer.json(), null, 2)}\n`;
  } finally {
    await akawo.stop();
  }
}
