import assert from 'node:assert/strict';
import { assertSound, assertUsable, looks, openScreens, phone } from './screens.ts';
import { untilFocused } from './steps.ts';

const screen = await openScreens();

for (const look of looks) {
  screen('the landing page is sound', look, async (opened) => {
    const { page, url } = opened;
    await page.goto(url);
    await page.getByRole('heading', { level: 1, name: 'Keep money together.' }).waitFor();
    await page.getByText('Akawo is up and working').waitFor();
    assert.equal(await page.title(), 'Keep money together · Akawo');
    await assertSound(opened);
  });
}

screen('an API that cannot be reached is said in plain words, and trying again helps', phone, async ({ page, url }) => {
  await page.route('**/health/ready', (route) => route.abort());
  await page.goto(url);
  await page.getByText('We cannot reach Akawo right now.').waitFor();
  await assertUsable(page);
  await page.unroute('**/health/ready');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Akawo is up and working').waitFor();
});

screen('a part that is down is named, though the answer is a 503', phone, async ({ page, url }) => {
  const checks = [{ name: 'database', needed: true, state: 'down', latency_ms: 1000 }];
  await page.route('**/health/ready', (route) => route.fulfill({ status: 503, json: { status: 'unavailable', checks } }));
  await page.goto(url);
  await page.getByText('Akawo has trouble right now').waitFor();
  await page.getByText('database down, 1000.0 ms').waitFor();
  await assertUsable(page);
});

screen('a chosen colour scheme is remembered and worn before the app itself is there', phone, async ({ page, url }) => {
  await page.goto(url);
  await page.getByRole('button', { name: 'Use dark colours' }).click();
  await page.getByRole('button', { name: 'Use light colours' }).waitFor();
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload();
  assert.equal(await page.locator('html').getAttribute('data-mantine-color-scheme'), 'dark');
});

screen('the first stop of the keyboard leads past the header', phone, async ({ page, url }) => {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await untilFocused(page, '#main');
});
