import assert from 'node:assert/strict';
import { assertSound, assertUsable, looks, openScreens, phone } from './screens.ts';
import { untilFocused } from './steps.ts';

const screen = await openScreens();

for (const look of looks) {
  screen('the sign-in screen is sound', look, async (opened) => {
    await opened.page.goto(`${opened.url}/sign-in`);
    await opened.page.getByRole('heading', { level: 1, name: 'Welcome back.' }).waitFor();
    assert.equal(await opened.page.title(), 'Sign in · Akawo');
    await assertSound(opened);
  });
}

screen('the form refuses slips in words, asks nobody, and puts the cursor on the first', phone, async ({ page, url }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Email').fill('ada at market');
  await page.keyboard.press('Enter');
  await page.getByText('This does not look like an email address').waitFor();
  await page.getByText('Type your password.').waitFor();
  await untilFocused(page, '[name=email]');
  assert.deepEqual(
    asked.filter((address) => address.includes('/api/')),
    [],
  );
  await assertUsable(page);
});

screen('a password can be looked at before it is sent', phone, async ({ page, url }) => {
  await page.goto(`${url}/sign-in`);
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('kola nut');
  assert.equal(await password.getAttribute('type'), 'password');
  await page.getByRole('button', { name: 'Show or hide the password' }).click();
  assert.equal(await password.getAttribute('type'), 'text');
});

screen('a refusal is shown with its words and the request id to quote', phone, async ({ page, url }) => {
  const answer = { title: 'Too many tries.', detail: 'Wait 15 minutes.', status: 429, code: 'rate_limited', request_id: 'r-42' };
  await page.route('**/api/v1/auth/login', (route) =>
    route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify(answer) }),
  );
  await page.goto(`${url}/sign-in`);
  await page.getByLabel('Email').fill('ada@example.com');
  await page.getByLabel('Password', { exact: true }).fill('kola nut');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert').filter({ hasText: 'Too many tries.' });
  await alert.getByText('Wait 15 minutes.').waitFor();
  await alert.getByText('r-42').waitFor();
  await assertUsable(page);
});
