import assert from 'node:assert/strict';
import type { Page, Route } from 'playwright-core';
import { fund, join, pay } from './members.ts';
import { assertUsable, openScreens, phone } from './screens.ts';
import { fillOrder, untilAsked } from './sending-steps.ts';
import { atHome, signIn } from './steps.ts';
import { openWorld } from './world.ts';

const screen = await openScreens(openWorld);
const pin = '729416';
const fortune = 99_999_999_999;

async function signInAsPayer(page: Page, url: string) {
  const [ada, bola] = await Promise.all([join(url, 'Ada', 'Obi'), join(url, 'Oluwaseyifunmi', 'Akinfolarin')]);
  await fund(url, ada, 300_000);
  await pay(ada.akawo, bola.email, 20_000, 'Two yards of the blue ankara, and the lining');
  await ada.akawo.setPin({ body: { pin, password: ada.password } });
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  return { ada, bola };
}

/** As if they were richer than any test can make them. */
async function showFortune(page: Page): Promise<void> {
  await page.route('**/api/v1/wallet', async (route) => {
    const answer = await route.fetch();
    const wallet = (await answer.json()) as object;
    await route.fulfill({ response: answer, json: { ...wallet, balance: fortune, available: fortune, held: fortune } });
  });
  await page.route(/\/api\/v1\/transactions(?:\?|$)/, async (route: Route) => {
    const answer = await route.fetch();
    const { data, ...others } = (await answer.json()) as { data: readonly object[] };
    const made = data.map((transaction) => ({ ...transaction, amount: fortune, status: 'pending' }));
    await route.fulfill({ response: answer, json: { ...others, data: made } });
  });
}

/** Amounts that leave their place, or lie over other words. */
async function amountsAstray(page: Page): Promise<readonly string[]> {
  return page.getByRole('main').evaluate((main) => {
    const words = [...main.querySelectorAll('span, dt, p')].filter((element) => element.childElementCount === 0);
    const isOver = (one: DOMRect, other: DOMRect) =>
      one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1;
    return [...main.querySelectorAll('data')]
      .filter((amount) => {
        const box = amount.getBoundingClientRect();
        const card = amount.closest('a, section, form')?.getBoundingClientRect();
        const isOut = card !== undefined && (box.left < card.left || box.right > card.right);
        return isOut || words.some((word) => !amount.contains(word) && isOver(box, word.getBoundingClientRect()));
      })
      .map((amount) => amount.textContent);
  });
}

for (const [what, width, textSize] of [
  ['the narrowest phone', 320, '100%'],
  ['a phone with text of twice the size', 390, '200%'],
] as const) {
  screen(`hundreds of millions are seen whole on ${what}`, phone, async ({ page, url }) => {
    await signInAsPayer(page, url);
    await showFortune(page);
    await page.setViewportSize({ width, height: 640 });
    for (const [path, amounts] of [
      ['/home', 5],
      ['/activity', 2],
      ['/send', 1],
    ] as const) {
      await page.goto(`${url}${path}`);
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), textSize);
      await page
        .getByRole('main')
        .getByText('999,999,999.99')
        .nth(amounts - 1)
        .waitFor();
      assert.deepEqual(await amountsAstray(page), [], path);
      await assertUsable(page);
    }
  });
}

screen('on a small phone the way on stays in sight, up to the PIN', phone, async ({ page, url }) => {
  const { bola } = await signInAsPayer(page, url);
  await page.setViewportSize({ width: 360, height: 640 });
  await fillOrder(page, url, { to: bola.phone_number, amount: '500' });
  await untilAsked(page);
  const inSight = async (name: string) => {
    const box = await page.getByRole('button', { name, exact: true }).boundingBox();
    assert.ok(
      box !== null && box.y >= 0 && box.y + box.height <= 640,
      `${name} ends at ${box === null ? '?' : box.y + box.height}`,
    );
  };
  await inSight('Confirm with your PIN');
  assert.equal(await page.getByRole('navigation', { name: 'Main' }).isVisible(), false);
  await page.getByRole('button', { name: 'Confirm with your PIN' }).click();
  await page.getByRole('heading', { level: 1, name: 'Your PIN' }).waitFor();
  for (const name of ['1', '0', 'Send now']) await inSight(name);
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Change something' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
});
