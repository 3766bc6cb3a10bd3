import { buildWeb } from '../../web/build.ts';
import { Refused } from './messages.ts';

/** Builds the web app when anything it is made of has changed since it was last built. */
export async function buildWebApp(): Promise<{ readonly built: boolean }> {
  try {
    return await buildWeb();
  } catch (error) {
    throw new Refused({
      sentence: 'The web app can not be built.',
      hint: error instanceof Error ? error.message : String(error),
    });
  }
}
