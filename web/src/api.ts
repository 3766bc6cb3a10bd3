import { createAkawo } from '@akawo/sdk';

/** The app and its API share one origin: in production the API serves the app, in development Vite passes requests on. */
export const akawo = createAkawo({ baseUrl: window.location.origin });
