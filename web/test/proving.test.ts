import assert from 'node:assert/strict';
import type { Page, Route } from 'playwright-core';
import { assertUsable, openScreens, phone } from './screens.ts';
import { atHome, atTheDoor, newcomer, signIn, signUp, untilFocused } from './steps.ts';
import { openWorld } from './world.ts';

const screen = await openScreens(openWorld);
const pins = '**/api/v1/auth/pin';
const refusedInWords = 'This is not enough.';

screen('a PIN is set with the password, refused when it is weak, and changed with itself', phone, async ({ page, url }) => {
  const trader = newcomer();
  await signUp(page, url, trader);
  await page.getByRole('link', { name: 'Set the PIN that confirms your payments' }).click();
  await choosePin(page, '1234');
  await page.getByText('The digits follow each other too evenly.').waitFor();
  await choosePin(page, '8317');
  const password = page.getByLabel('Your password');
  await untilFocused(page, '[name=password]');
  await assertUsable(page);
  await password.fill(trader.password);
  await page.getByRole('button', { name: 'Set the PIN' }).click();
  await page.getByText('Your PIN is set.').waitFor();
  await page.getByRole('link', { name: 'Go to your wallet' }).click();
  await atHome(page, trader.first_name);
  assert.equal(await page.getByRole('link', { name: 'Set the PIN that confirms your payments' }).count(), 0);

  await page.goto(`${url}/settings/pin`);
  await page.getByLabel('Your PIN so far').fill('7138');
  await choosePin(page, '602841');
  await page.getByText('This is not the PIN.').waitFor();
  await page.getByLabel('Your PIN so far').fill('8317');
  await choosePin(page, '602841');
  await page.getByText('Your PIN is set.').waitFor();
});

screen('whoever has to prove himself for a PIN is asked for the password, and not given a code', phone, async ({ page, url }) => {
  const trader = newcomer();
  await signUp(page, url, trader);
  await page.goto(`${url}/settings/pin`);
  await page.route(pins, refusePin('password_required'), { times: 1 });
  await choosePin(page, '8317');
  await page.getByText('Type it, then press the button below.').waitFor();
  await untilFocused(page, '[name=password]');
  assert.equal(await page.getByText(refusedInWords).count(), 0);
  await page.getByLabel('Your password').fill(trader.password);
  await page.getByRole('button', { name: 'Set the PIN' }).click();
  await page.getByText('Your PIN is set.').waitFor();
});

screen('whoever signs in with Google alone is told to do it anew, and sets the PIN then', phone, async ({ page, url }) => {
  await page.goto(`${url}/sign-in`);
  await signInWithGoogle(page);
  await page.goto(`${url}/settings/pin`);
  await page.route(pins, refusePin('fresh_sign_in_required'), { times: 1 });
  await choosePin(page, '8317');
  await page.getByText('Sign in once more first.').waitFor();
  assert.equal(await page.getByText(refusedInWords).count(), 0);
  await assertUsable(page);
  await page.getByRole('button', { name: 'Sign in again' }).click();
  await atTheDoor(page);
  assert.equal(page.url(), `${url}/sign-in?next=%2Fsettings%2Fpin`);
  await signInWithGoogle(page);
  await page.getByRole('link', { name: 'Set the PIN that confirms your payments' }).click();
  await choosePin(page, '8317');
  await page.getByText('Your PIN is set.').waitFor();
});

screen('a changed password signs the other devices out and this one not', phone, async ({ page, url, another }) => {
  const trader = newcomer();
  await signUp(page, url, trader);
  const { page: elsewhere } = await another();
  await signIn(elsewhere, url, trader);
  await atHome(elsewhere, trader.first_name);
  await page.goto(`${url}/settings/password`);
  await page.getByLabel('Your present password').fill('not it at all');
  await page.getByLabel('New password').fill('fresh palm oil tomorrow');
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('This is not your present password.').waitFor();
  await page.getByLabel('Your present password').fill(trader.password);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByText('Your password is changed.').waitFor();
  await elsewhere.goto(`${url}/settings`);
  await elsewhere.getByText('You were signed out.').waitFor();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await atHome(page, trader.first_name);
});

async function signInWithGoogle(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await page.getByText('ada.obi@gmail.com').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await atHome(page, 'Ada');
}

/** As of a session that is older than a test can wait. */
function refusePin(code: string) {
  const body = JSON.stringify({ title: refusedInWords, status: 403, code });
  return (route: Route) => route.fulfill({ status: 403, contentType: 'application/problem+json', body });
}

async function choosePin(page: Page, pin: string): Promise<void> {
  await page.getByLabel('New PIN', { exact: true }).fill(pin);
  await page.getByLabel('New PIN once more').fill(pin);
  await page.getByRole('button', { name: /(Set|Change) the PIN/ }).click();
}
