import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page, Route } from 'playwright-core';
import { assertSound, assertUsable, type Look, looks, openScreens, phone } from './screens.ts';
import { ada, atHome, atTheDoor, fillIn, newcomer, signIn, signOut, signUp } from './steps.ts';
import { openWorld } from './world.ts';

const screen = await openScreens(openWorld);
const renewals = '**/api/v1/auth/refresh';
const desk: Look = { width: 1280, scheme: 'light' };

for (const look of looks) {
  screen('every screen of whoever is signed in is sound', look, async (opened) => {
    const { page, url } = opened;
    await signIn(page, url, ada);
    await atHome(page, ada.first_name);
    const screens = [
      ['/home', /Ada\.$/],
      ['/settings', 'Settings'],
      ['/settings/pin', 'Set your PIN'],
      ['/settings/password', 'Change your password'],
      ['/settings/devices', 'Devices'],
      ['/settings/security', 'Security trail'],
    ] as const;
    for (const [path, name] of screens) {
      await page.goto(`${url}${path}`);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await page.waitForLoadState('networkidle');
      await assertSound(opened);
    }
  });
}

for (const look of [phone, desk]) {
  screen('the way to all activity ends where the list below it ends', look, async ({ page, url }) => {
    await signIn(page, url, ada);
    await atHome(page, ada.first_name);
    const way = page.getByRole('region', { name: 'Latest' }).getByRole('link', { name: 'See all' });
    const ends = await way.evaluate((link) => {
      const words = document.createRange();
      words.selectNodeContents(link);
      return [words, link.closest('section')].map((part) => part?.getBoundingClientRect().right);
    });
    assert.ok(Math.abs((ends[0] ?? Number.NaN) - (ends[1] ?? Number.NaN)) < 1, ends.join(' and '));
  });
}

screen('a reload keeps the person signed in, and no script can read what does it', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  const token = await Promise.all([page.waitForResponse('**/api/v1/auth/refresh'), page.reload()]);
  await atHome(page, ada.first_name);
  const { access_token } = (await token[0].json()) as { access_token: string };
  const readable = await page.evaluate(() =>
    JSON.stringify([document.cookie, Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  assert.ok(!readable.includes(access_token));
  assert.doesNotMatch(readable, /akawo_refresh|eyJ/);
  const cookie = (await page.context().cookies()).find(({ name }) => name === '__Host-akawo_refresh');
  assert.deepEqual([cookie?.httpOnly, cookie?.secure, cookie?.sameSite], [true, true, 'Strict']);
});

screen('whoever is signed in and opens the start is at home', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.goto(url);
  await atHome(page, ada.first_name);
  await page.goto(`${url}/sign-up`);
  await atHome(page, ada.first_name);
});

screen('signing out ends the session on the server, and the way back leads nowhere', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  const kept = await page.context().cookies();
  await signOut(page);
  await atTheDoor(page);
  assert.equal(page.url(), `${url}/sign-in`);
  await page.goBack();
  await atTheDoor(page);
  await page.context().addCookies(kept);
  await page.goto(`${url}/home`);
  await atTheDoor(page);
  await assertUsable(page);
});

screen('from the moment somebody signs out, nothing is asked in the name of nobody', desk, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.waitForLoadState('networkidle');
  const nameless: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/api/') && request.headers()['authorization'] === undefined) nameless.push(request.url());
  });
  await page.getByRole('button', { name: 'Sign out' }).click();
  await atTheDoor(page);
  await page.waitForLoadState('networkidle');
  assert.deepEqual(nameless, []);
});

screen('two tabs are one person: signed in together, renewed together, signed out together', phone, async ({ page, url }) => {
  const other = await page.context().newPage();
  await other.goto(`${url}/sign-in`);
  await atTheDoor(other);
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await atHome(other, ada.first_name);
  for (let round = 0; round < 3; round++) {
    await Promise.all([page.reload(), other.reload()]);
    await Promise.all([atHome(page, ada.first_name), atHome(other, ada.first_name)]);
  }
  await signOut(other);
  await atTheDoor(other);
  await atTheDoor(page);
});

screen('another person in one tab is another person in the other', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  const other = await page.context().newPage();
  await other.goto(`${url}/home`);
  await atHome(other, ada.first_name);
  const numberOn = async (tab: Page) => /\d{4} \d{3} \d{3} \d{3}/.exec(await tab.locator('body').innerText())?.[0];
  await page.getByText(/\d{4} \d{3} \d{3} \d{3}/).waitFor();
  const adas = await numberOn(page);
  await signOut(other);
  await atTheDoor(other);
  await fillIn(other, { email: 'bola@demo.akawo.test', password: ada.password });
  await atHome(other, 'Bola');
  await atHome(page, 'Bola');
  await page.getByText(/\d{4} \d{3} \d{3} \d{3}/).waitFor();
  assert.ok(adas !== undefined && (await numberOn(page)) !== adas);
});

const android = { userAgent: 'Mozilla/5.0 (Linux; Android 14) Chrome/130 Mobile' };

async function signOutAndroid(page: Page, url: string): Promise<void> {
  await page.goto(`${url}/settings/devices`);
  await page.getByRole('button', { name: 'Sign out Chrome on an Android phone' }).click();
  await page.getByText('Chrome on an Android phone').waitFor({ state: 'detached' });
}

screen('a device that is signed out from afar is told why at its next step', phone, async ({ page, url, another }) => {
  const trader = newcomer();
  await signUp(page, url, trader);
  const { page: lost } = await another(android);
  await signIn(lost, url, trader);
  await atHome(lost, trader.first_name);
  await signOutAndroid(page, url);
  await lost.goto(`${url}/settings`);
  await lost.getByText('You were signed out.').waitFor();
  await page.goto(`${url}/settings/security`);
  await page.getByText('A device was signed out').waitFor();
});

screen('a device that finds out by itself tells why in all its tabs, until somebody signs in', phone, async (opened) => {
  const { page, url, another } = opened;
  const trader = newcomer();
  await signUp(page, url, trader);
  const { page: lost } = await another(android);
  const isEnded = Promise.withResolvers<void>();
  await lost.route('**/api/v1/transactions*', (route) => isEnded.promise.then(() => route.continue()));
  await signIn(lost, url, trader);
  await atHome(lost, trader.first_name);
  const otherTab = await lost.context().newPage();
  await otherTab.goto(`${url}/settings`);
  await otherTab.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await signOutAndroid(page, url);
  isEnded.resolve();
  const reason = 'You were signed out.';
  await Promise.all([lost.getByText(reason).waitFor(), otherTab.getByText(reason).waitFor()]);
  await otherTab.close();
  await lost.goto(`${url}/settings`);
  await lost.getByText(reason).waitFor();
  await assertUsable(lost);
  await fillIn(lost, trader);
  await lost.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
  await signOut(lost);
  await atTheDoor(lost);
  assert.equal(await lost.getByText(reason).count(), 0);
});

screen('a token that is refused is renewed once, and the person notices nothing', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  let refused = 0;
  let renewed = 0;
  await page.route('**/api/v1/auth/sessions*', async (route) => {
    refused += 1;
    if (refused > 1) return route.continue();
    const body = JSON.stringify({ title: 'Expired.', status: 401, code: 'access_token_expired' });
    await route.fulfill({ status: 401, contentType: 'application/problem+json', body });
  });
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) renewed += 1;
  });
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Devices' }).click();
  await page.getByText('This device').waitFor();
  assert.deepEqual([refused, renewed], [2, 1]);
});

screen('without a network it is said, nobody is signed out, and trying again helps', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.route('**/api/**', (route) => route.abort());
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Akawo is out of reach.' }).waitFor();
  await assertUsable(page);
  await page.unroute('**/api/**');
  await page.getByRole('button', { name: 'Open it again' }).click();
  await atHome(page, ada.first_name);
});

/** The server has too much to do to renew a session, and says so. */
function tooBusy(status: 429 | 503, code: string) {
  const body = JSON.stringify({ title: 'Too much is going on right now.', status, code });
  return (route: Route) => route.fulfill({ status, contentType: 'application/problem+json', body });
}

async function untilBusy(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Akawo is busy just now.' }).waitFor();
  await page.getByText('You are still signed in, and your money is safe.').waitFor();
}

screen('a server that is too busy signs nobody out, and the screen opens by itself', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.route(renewals, tooBusy(503, 'overloaded'));
  await page.reload();
  await untilBusy(page);
  await assertUsable(page);
  await page.unroute(renewals);
  await atHome(page, ada.first_name);
});

screen('a server that stays too busy is asked seven times, and then when the person says so', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.clock.install();
  let asked = 0;
  const refuse = tooBusy(429, 'rate_limited');
  await page.route(renewals, (route) => {
    asked += 1;
    return refuse(route);
  });
  await page.reload();
  await untilBusy(page);
  const givenUp = page.getByText('It still does not answer. Try again in a few minutes.');
  for (let tries = 0; tries < 20 && !(await givenUp.isVisible()); tries += 1) {
    const answered = page.waitForResponse(renewals);
    await page.clock.fastForward(30_000);
    await answered;
    await page.getByRole('button', { name: 'Open it again', disabled: false }).waitFor();
  }
  await givenUp.waitFor();
  await page.clock.fastForward(600_000);
  assert.equal(asked, 7);
  await page.unroute(renewals);
  await page.getByRole('button', { name: 'Open it again' }).click();
  await atHome(page, ada.first_name);
});

screen('hidden amounts stay hidden after a reload, also from a screen reader', phone, async ({ page, url }) => {
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.getByRole('button', { name: 'Hide amounts' }).click();
  await page.reload();
  await page.getByRole('button', { name: 'Show amounts' }).waitFor();
  const balance = page.getByRole('region', { name: 'Balance' });
  await page.getByText(/^\d{4} \d{3} \d{3} \d{3}$/).waitFor();
  assert.doesNotMatch(await balance.innerText(), /₦/);
  await page.getByRole('button', { name: 'Show amounts' }).click();
  await balance.getByText('₦0.00').first().waitFor();
});

screen('nothing jumps while home arrives over a slow network', phone, async ({ page, url }) => {
  await signUp(page, url, newcomer());
  await page.addInitScript(() => {
    const seen: number[] = [];
    Object.assign(window, { jumps: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.push((entry as PerformanceEntry & { readonly value: number }).value);
    }).observe({ type: 'layout-shift', buffered: true });
  });
  const late = (milliseconds: number) => (route: Route) => pause(milliseconds).then(() => route.continue());
  await page.route('**/api/v1/users/me', late(300));
  await page.route('**/api/v1/wallet', late(900));
  await page.reload();
  await atHome(page, 'Chidinma');
  await page.getByText(/^\d{4} \d{3} \d{3} \d{3}$/).waitFor();
  await page.waitForLoadState('networkidle');
  const jumped = await page.evaluate(() => (window as unknown as { jumps: number[] }).jumps.reduce((sum, jump) => sum + jump, 0));
  assert.ok(jumped < 0.02, `the layout shifted by ${jumped}`);
});
