import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { assertSound, assertUsable, looks, openScreens, phone } from './screens.ts';
import { ada, atHome, atTheDoor, fillIn, newcomer, signIn, signOut, signUp, untilFocused } from './steps.ts';
import { openWorld, type World } from './world.ts';

let world: World;
const screen = await openScreens(async () => (world = await openWorld()));

for (const look of looks) {
  const screens = [
    ['/sign-up?ref=ABCD2345', 'Open your wallet.'],
    ['/forgot-password', 'Forgot your password?'],
    ['/reset-password#code=from-a-letter', 'Choose a new password.'],
    ['/reset-password', 'Open the letter once more.'],
    ['/verify-email', 'Confirm your email.'],
    ['/sign-in?problem=identity_not_linked', 'Welcome back.'],
  ] as const;
  for (const [path, heading] of screens) {
    screen(`${path} is sound`, look, async (opened) => {
      await opened.page.goto(`${opened.url}${path}`);
      await opened.page.getByRole('heading', { level: 1, name: heading }).waitFor();
      await assertSound(opened);
    });
  }
}

screen('a trader opens a wallet and confirms the address with the letter', phone, async (opened) => {
  const { page, url } = opened;
  const trader = newcomer();
  await signUp(page, url, trader);
  await untilFocused(page, '#main');
  await page.getByRole('region', { name: 'Balance' }).getByText('₦0.00').first().waitFor();
  await page.getByText(/^\d{4} \d{3} \d{3} \d{3}$/).waitFor();
  await page.getByRole('link', { name: 'Confirm your e-mail address' }).waitFor();
  await assertSound(opened);

  await page.goto(await world.linkIn(trader.email, 'Confirm your e-mail address'));
  await page.getByText('Your email address is confirmed.').waitFor();
  assert.equal(page.url(), `${url}/verify-email`, 'the code is gone from the address');
  await page.getByRole('link', { name: 'Go to your wallet' }).click();
  await atHome(page, trader.first_name);
  assert.equal(await page.getByRole('link', { name: 'Confirm your e-mail address' }).count(), 0);
  await assertSound(opened);
});

screen('what the server refuses is said beside the field, and the rest stays typed', phone, async ({ page, url }) => {
  await page.goto(`${url}/sign-up?ref=nobody0`);
  await page.getByLabel('First name').fill('Ada');
  await page.getByLabel('Last name').fill('Obi');
  await page.getByLabel('Email').fill(ada.email);
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('password1');
  await page.getByRole('button', { name: 'Open my wallet' }).click();
  await page.getByText('This password is too easy to guess.').waitFor();
  await untilFocused(page, '[name=password]');
  await password.fill('kola nut under rain');
  await page.getByRole('button', { name: 'Open my wallet' }).click();
  await page.getByText('Nobody has this referral code.').waitFor();
  await page.getByLabel('Invitation code (optional)').fill('');
  await page.getByRole('button', { name: 'Open my wallet' }).click();
  await page.getByText('There is an account with this e-mail address already.').waitFor();
  assert.equal(await page.getByLabel('First name').inputValue(), 'Ada');
  await assertUsable(page);
});

screen('an invitation is remembered as the friend’s', phone, async ({ page, url }) => {
  const friend = newcomer();
  await signUp(page, url, friend);
  await page.getByRole('link', { name: 'Settings' }).click();
  const code = await page.getByText(/^[0-9A-Z]{8}$/).innerText();
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await atTheDoor(page);
  await page.goto(`${url}/sign-up?ref=${code}`);
  const [request] = await Promise.all([page.waitForRequest('**/api/v1/auth/signup'), fillSignUp(page)]);
  assert.equal((request.postDataJSON() as { referral_code: string }).referral_code, code);
  await atHome(page, 'Ngozi');
});

async function fillSignUp(page: Page): Promise<void> {
  await page.getByLabel('First name').fill('Ngozi');
  await page.getByLabel('Last name').fill('Eze');
  await page.getByLabel('Email').fill('ngozi@example.com');
  await page.getByLabel('Password', { exact: true }).fill('kola nut under rain');
  await page.getByRole('button', { name: 'Open my wallet' }).click();
}

screen('a wrong password is said at the field, and nobody is signed in', phone, async ({ page, url }) => {
  await signIn(page, url, { email: ada.email, password: 'palm wine at dawn' });
  await page.getByText('The e-mail address or the password is wrong.').waitFor();
  await untilFocused(page, '[name=password]');
  await assertUsable(page);
  await page.getByLabel('Password', { exact: true }).fill(ada.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await atHome(page, ada.first_name);
});

screen('whoever is turned away at a screen comes to it after signing in', phone, async ({ page, url }) => {
  await page.goto(`${url}/settings/security`);
  await fillIn(page, ada);
  await page.getByRole('heading', { level: 1, name: 'Security trail' }).waitFor();
  assert.equal(page.url(), `${url}/settings/security`);
});

screen('an address of somebody else is never gone to after signing in', phone, async ({ page, url }) => {
  await page.goto(`${url}/sign-in?next=${encodeURIComponent('//thief.example/home')}`);
  await fillIn(page, ada);
  await atHome(page, ada.first_name);
  assert.equal(page.url(), `${url}/home`);
});

screen('a forgotten password is replaced by the letter, once', phone, async ({ page, url }) => {
  const trader = newcomer();
  await signUp(page, url, trader);
  await signOut(page);
  await atTheDoor(page);
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.getByRole('heading', { level: 1, name: 'Forgot your password?' }).waitFor();
  await page.getByLabel('Email').fill(trader.email);
  await page.getByRole('button', { name: 'Send me the letter' }).click();
  await page.getByText('Look into your mail').waitFor();
  await assertUsable(page);

  const link = await world.linkIn(trader.email, 'Choose a new password');
  await page.goto(link);
  assert.equal(page.url(), `${url}/reset-password`, 'the code is gone from the address');
  await page.getByLabel('New password').fill('fresh palm oil tomorrow');
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await page.getByText('From now on only the new password opens your wallet.').waitFor();
  await page.getByRole('link', { name: 'Sign in with it' }).click();
  await fillIn(page, { email: trader.email, password: 'fresh palm oil tomorrow' });
  await atHome(page, trader.first_name);

  await page.goto(link);
  await page.getByLabel('New password').fill('another one for free');
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await page.getByText('This link or code is not good any more').waitFor();
  await page.getByRole('link', { name: 'Ask for a new letter' }).click();
  await page.getByRole('heading', { level: 1, name: 'Forgot your password?' }).waitFor();
});

screen('a link that is used up leads to a new letter', phone, async ({ page, url }) => {
  await page.goto(`${url}/verify-email#code=used-up`);
  await page.getByRole('heading', { level: 1, name: 'That did not work.' }).waitFor();
  await assertUsable(page);
  await page.getByRole('button', { name: 'Ask for a new letter' }).click();
  await page.getByLabel('Email').fill('somebody@example.com');
  await page.getByRole('button', { name: 'Send me a new letter' }).click();
  await page.getByText('Look into your mail').waitFor();
});

screen('Google signs a new person in and leads home', phone, async ({ page, url }) => {
  await page.goto(`${url}/sign-in`);
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await page.getByText('ada.obi@gmail.com').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await atHome(page, 'Ada');
  assert.equal(page.url(), `${url}/home`);
  await page.reload();
  await atHome(page, 'Ada');
});

screen('whoever turns back at Google is told in words', phone, async ({ page, url }) => {
  await page.goto(`${url}/sign-up`);
  await page.getByRole('link', { name: 'Continue with Google' }).click();
  await page.getByText('ada.obi@gmail.com').click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Google did not finish signing you in.').waitFor();
  assert.equal(page.url(), `${url}/sign-in?problem=social_sign_in_failed`);
  await assertUsable(page);
});
