import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { fund, join, type Member } from './members.ts';
import { assertUsable, openScreens, phone } from './screens.ts';
import { fillOrder, naira, untilAsked, untilSent } from './sending-steps.ts';
import { atHome, signIn } from './steps.ts';
import { openWorld } from './world.ts';

const screen = await openScreens(openWorld);
const transfers = '**/api/v1/transfers';
const pin = '729416';

async function payerAndPayee(page: Page, url: string): Promise<readonly [Member, Member]> {
  const both = await Promise.all([join(url, 'Ada', 'Obi'), join(url, 'Bola', 'Adeyemi')]);
  await fund(url, both[0], 300_000);
  await signIn(page, url, both[0]);
  await atHome(page, both[0].first_name);
  return both;
}

async function paidBy(member: Member): Promise<readonly number[]> {
  return (await member.transactions()).filter(({ direction }) => direction === 'out').map(({ amount }) => amount);
}

screen('the second half of a double tap on the step before sends nothing', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url);
  await page.evaluate(() => {
    const taken: string[] = [];
    Object.assign(window, { taken });
    // In the very moment in which the step appears, which no thumb and no test would meet twice.
    new MutationObserver((_, watch) => {
      const buttons = [...document.querySelectorAll('button')].filter(({ textContent }) => /Send now|Change/.test(textContent));
      if (buttons.length < 2) return;
      watch.disconnect();
      taken.push(...buttons.map((button) => getComputedStyle(button).pointerEvents));
    }).observe(document.body, { childList: true, subtree: true });
  });
  await page.getByRole('link', { name: 'Send', exact: true }).first().click();
  await page.getByRole('textbox', { name: 'To' }).fill(bola.email);
  await page.getByRole('textbox', { name: 'Amount' }).fill('700');
  await page.getByRole('button', { name: 'Continue' }).click();
  await untilAsked(page);
  assert.deepEqual(await page.evaluate(() => (window as unknown as { readonly taken: readonly string[] }).taken), [
    'none',
    'none',
  ]);
  await page.getByRole('button', { name: 'Send now' }).click();
  await untilSent(page);
  assert.deepEqual(await paidBy(ada), [70_000]);
});

screen('a payment in doubt is not forgotten because another tab has paid', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url);
  const other = await page.context().newPage();
  for (const [tab, amount] of [
    [other, '800'],
    [page, '500'],
  ] as const) {
    await fillOrder(tab, url, { to: bola.email, amount });
    await untilAsked(tab);
  }
  await other.route(transfers, (route) => route.abort('internetdisconnected'));
  await other.getByRole('button', { name: 'Send now' }).click();
  await other.getByRole('heading', { level: 1, name: 'We do not know yet' }).waitFor();
  await page.getByRole('button', { name: 'Send now' }).click();
  await untilSent(page);
  await page.goto(`${url}/home`);
  await page.getByText(`${naira(80_000)} to Bo`).waitFor();
  await other.close();
  await page.getByRole('link', { name: 'See what became of it' }).click();
  await page.getByRole('button', { name: 'Finish it' }).click();
  await untilSent(page);
  assert.deepEqual(await paidBy(ada), [80_000, 50_000]);
});

screen('a PIN that is locked says until when, and asks for no more digits', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url);
  await ada.akawo.setPin({ body: { pin, password: ada.password } });
  await fillOrder(page, url, { to: bola.email, amount: '500' });
  await untilAsked(page);
  await page.getByRole('button', { name: 'Confirm with your PIN' }).click();
  for (const words of [/4 tries are left/, /3 tries are left/, /2 tries are left/, /One try is left/, /Try again after \d/]) {
    await page.getByLabel('PIN, 4 to 6 digits').fill('8315');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: words }).waitFor();
  }
  assert.equal(await page.getByRole('button', { name: '1', exact: true }).count(), 0);
  await assertUsable(page);
  assert.deepEqual(await paidBy(ada), []);
});
