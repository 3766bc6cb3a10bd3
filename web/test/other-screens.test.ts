import assert from 'node:assert/strict';
import { assertSound, assertUsable, looks, openScreens, phone } from './screens.ts';
import { untilFocused } from './steps.ts';

const screen = await openScreens();

for (const look of looks) {
  screen('the design system shows itself soundly', look, async (opened) => {
    await opened.page.goto(`${opened.url}/design`);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    await assertSound(opened);
  });

  screen('an address that leads nowhere says so and leads back', look, async ({ page, url, foreignRequests }) => {
    await page.goto(`${url}/no/such/page`);
    await page.getByRole('heading', { level: 1, name: 'Nobody sits here.' }).waitFor();
    assert.deepEqual(foreignRequests, []);
    await assertUsable(page);
    await page.getByRole('link', { name: 'Go to the start' }).click();
    await page.getByRole('heading', { level: 1, name: 'Keep money together.' }).waitFor();
    await untilFocused(page, '#main');
  });
}

screen('a screen whose code does not arrive falls over in words, not in white', phone, async ({ page, url }) => {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.route('**/assets/design-guide*', (route) => route.abort());
  await page.getByRole('link', { name: 'Design system' }).click();
  await page.getByRole('heading', { level: 1, name: 'This screen fell over.' }).waitFor();
  await assertUsable(page);
});

screen('amounts can be hidden from the eyes beside', phone, async ({ page, url }) => {
  await page.goto(`${url}/design`);
  await page.getByRole('button', { name: 'Hide amounts' }).click();
  await page.getByRole('button', { name: 'Show amounts' }).waitFor();
  assert.doesNotMatch(await page.locator('main').innerText(), /248,500/);
  assert.doesNotMatch(await page.locator('main').innerHTML(), /24850000/);
});
