import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Crashed } from './crashed.tsx';
import { NotFound } from './not-found.tsx';
import { Opening } from './opening.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell });

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('../features/landing/index.ts'), 'Landing'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('../features/sign-in/index.ts'), 'SignIn'),
});

const design = createRoute({
  getParentRoute: () => root,
  path: '/design',
  component: lazyRouteComponent(() => import('../features/design-guide/index.ts'), 'DesignGuide'),
});

export const router = createRouter({
  routeTree: root.addChildren([landing, signIn, design]),
  defaultPreload: 'intent',
  defaultPendingComponent: Opening,
  defaultErrorComponent: Crashed,
  defaultNotFoundComponent: NotFound,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
