import { createAkawo } from '@akawo/sdk';
import { createSession, createTrace, inTurn, renewing } from './session/index.ts';

/** The app and its API share one origin: in production the API serves the app, in development Vite passes requests on. */
const baseUrl = window.location.origin;

/** Asks for the refresh token in a cookie that no script can read. */
export const byCookie = { headers: { 'x-session-mode': 'cookie' } } as const;

const stranger = createAkawo({ baseUrl });

export const session = createSession({
  exchange: () => stranger.refreshSession({ body: {}, ...byCookie }),
  trace: createTrace(),
  inTurn,
});
export const akawo = renewing(createAkawo({ baseUrl, accessToken: session.accessToken }), session);
