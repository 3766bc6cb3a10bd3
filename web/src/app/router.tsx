import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Crashed } from './crashed.tsx';
import { membersOnly, recognise, strangersOnly } from './guards.ts';
import { Lost } from './lost.tsx';
import { Opening } from './opening.tsx';
import { fetchMe, fetchWallet } from './query-client.ts';
import { Root } from './root.tsx';
import { parseSearch, stringifySearch } from './search.ts';
import { Shell } from './shell.tsx';

/** What stands behind the question mark, as `parseSearch` reads it. */
type Written = Readonly<Record<string, string | undefined>>;

const entrance = () => import('../features/entrance/index.ts');
const settingsScreens = () => import('../features/settings/index.ts');
const activityScreens = () => import('../features/activity/index.ts');

/** What a list of transactions is narrowed down by; the screen decides what of it makes sense. */
type LookedFor = Partial<Record<'direction' | 'type' | 'from' | 'to' | 'q', string | undefined>>;

const root = createRootRoute({ component: Root, notFoundComponent: Lost });

const open = createRoute({ getParentRoute: () => root, id: 'open', component: Shell });

const landing = createRoute({
  getParentRoute: () => open,
  path: '/',
  beforeLoad: () => strangersOnly({ search: {} }),
  component: lazyRouteComponent(() => import('../features/landing/index.ts'), 'Landing'),
});

const signIn = createRoute({
  getParentRoute: () => open,
  path: '/sign-in',
  validateSearch: ({ problem, next }: Written): { problem?: string | undefined; next?: string | undefined } => ({
    problem,
    next,
  }),
  beforeLoad: strangersOnly,
  component: lazyRouteComponent(entrance, 'SignIn'),
});

const signUp = createRoute({
  getParentRoute: () => open,
  path: '/sign-up',
  validateSearch: ({ ref }: Written): { ref?: string | undefined } => ({ ref }),
  beforeLoad: () => strangersOnly({ search: {} }),
  component: lazyRouteComponent(entrance, 'SignUp'),
});

const forgotPassword = createRoute({
  getParentRoute: () => open,
  path: '/forgot-password',
  component: lazyRouteComponent(entrance, 'ForgotPassword'),
});

const resetPassword = createRoute({
  getParentRoute: () => open,
  path: '/reset-password',
  component: lazyRouteComponent(entrance, 'ResetPassword'),
});

const verifyEmail = createRoute({
  getParentRoute: () => open,
  path: '/verify-email',
  beforeLoad: async () => void (await recognise()),
  component: lazyRouteComponent(entrance, 'VerifyEmail'),
});

const design = createRoute({
  getParentRoute: () => open,
  path: '/design',
  component: lazyRouteComponent(() => import('../features/design-guide/index.ts'), 'DesignGuide'),
});

const members = createRoute({
  getParentRoute: () => root,
  id: 'members',
  beforeLoad: membersOnly,
  component: lazyRouteComponent(() => import('./members-shell.tsx'), 'MembersShell'),
});

const home = createRoute({
  getParentRoute: () => members,
  path: '/home',
  // Asked for while the screen's code is still on its way. What there is to do decides what stands where, so this waits for it.
  loader: async () => {
    void fetchWallet();
    await fetchMe();
  },
  component: lazyRouteComponent(() => import('../features/home/index.ts'), 'Home'),
});

const send = createRoute({
  getParentRoute: () => members,
  path: '/send',
  validateSearch: ({ step }: Written): { step?: 'confirm' } => (step === 'confirm' ? { step } : {}),
  loader: () => {
    void fetchMe();
    void fetchWallet();
  },
  component: lazyRouteComponent(() => import('../features/send/index.ts'), 'Send'),
});

const activity = createRoute({
  getParentRoute: () => members,
  path: '/activity',
  validateSearch: ({ direction, type, from, to, q }: Written): LookedFor => ({ direction, type, from, to, q }),
  component: lazyRouteComponent(activityScreens, 'Activity'),
});

const statement = createRoute({
  getParentRoute: () => members,
  path: '/activity/statement',
  component: lazyRouteComponent(activityScreens, 'Statement'),
});

const transaction = createRoute({
  getParentRoute: () => members,
  path: '/activity/$id',
  component: lazyRouteComponent(activityScreens, 'TransactionScreen'),
});

const settings = createRoute({
  getParentRoute: () => members,
  path: '/settings',
  component: lazyRouteComponent(settingsScreens, 'Settings'),
});

const pin = createRoute({
  getParentRoute: () => members,
  path: '/settings/pin',
  component: lazyRouteComponent(settingsScreens, 'Pin'),
});

const password = createRoute({
  getParentRoute: () => members,
  path: '/settings/password',
  component: lazyRouteComponent(settingsScreens, 'Password'),
});

const devices = createRoute({
  getParentRoute: () => members,
  path: '/settings/devices',
  component: lazyRouteComponent(settingsScreens, 'Devices'),
});

const securityTrail = createRoute({
  getParentRoute: () => members,
  path: '/settings/security',
  component: lazyRouteComponent(settingsScreens, 'SecurityTrail'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    open.addChildren([landing, signIn, signUp, forgotPassword, resetPassword, verifyEmail, design]),
    members.addChildren([home, send, activity, statement, transaction, settings, pin, password, devices, securityTrail]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: Opening,
  defaultErrorComponent: Crashed,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
