import assert from 'node:assert/strict';
import type { Page, Route } from 'playwright-core';
import { fund, join, type Member } from './members.ts';
import { assertSound, assertUsable, looks, openScreens, phone } from './screens.ts';
import { fillOrder, naira, untilAsked, untilSent } from './sending-steps.ts';
import { atHome, signIn, untilFocused } from './steps.ts';
import { openWorld } from './world.ts';

const screen = await openScreens(openWorld);
const transfers = '**/api/v1/transfers';
const pin = '729416';

async function payerAndPayee(page: Page, url: string, purse: number): Promise<readonly [Member, Member]> {
  const both = await Promise.all([join(url, 'Ada', 'Obi'), join(url, 'Bola', 'Adeyemi')]);
  if (purse > 0) await fund(url, both[0], purse);
  await signIn(page, url, both[0]);
  await atHome(page, both[0].first_name);
  return both;
}

async function paidBy(member: Member): Promise<readonly number[]> {
  return (await member.transactions()).filter(({ direction }) => direction === 'out').map(({ amount }) => amount);
}

/** The server does what it was asked to, and the phone never hears of it. */
async function loseAnswer(route: Route): Promise<void> {
  await route.fetch();
  await route.abort('connectionreset');
}

for (const look of looks) {
  screen('every step of sending is sound, and the way back leads to what was typed', look, async (opened) => {
    const { page, url } = opened;
    const [ada, bola] = await payerAndPayee(page, url, 300_000);
    await ada.akawo.setPin({ body: { pin, password: ada.password } });
    await page.goto(`${url}/send`);
    await page.getByRole('heading', { level: 1, name: 'Send money' }).waitFor();
    await assertSound(opened);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Type who gets the money.').waitFor();
    await page.getByText('Type how much you want to send.').waitFor();
    await untilFocused(page, '[name=to]');
    await assertSound(opened);
    await fillOrder(page, url, { to: bola.email, amount: '1500', note: 'Two yards' });
    await untilAsked(page);
    await assertSound(opened);
    await page.goBack();
    assert.equal(await page.getByRole('textbox', { name: 'Amount' }).inputValue(), '1,500');
    await page.getByRole('button', { name: 'Continue' }).click();
    await untilAsked(page);
    await page.getByRole('button', { name: 'Confirm with your PIN' }).click();
    await page.getByRole('heading', { level: 1, name: 'Your PIN' }).waitFor();
    await assertSound(opened);
    for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click();
    await page.getByRole('button', { name: 'Send now' }).click();
    await untilSent(page);
    await assertSound(opened);
    assert.deepEqual(await paidBy(ada), [150_000]);
  });
}

screen('a PIN is asked for, may be pasted, and is nowhere afterwards', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url, 300_000);
  await ada.akawo.setPin({ body: { pin, password: ada.password } });
  await fillOrder(page, url, { to: bola.phone_number, amount: '500' });
  await untilAsked(page);
  await page.getByRole('button', { name: 'Confirm with your PIN' }).click();
  const field = page.getByLabel('PIN, 4 to 6 digits');
  assert.equal(await field.getAttribute('type'), 'password');
  await field.fill('8 3 1 5');
  await page.getByText('4 digits entered').waitFor({ state: 'attached' });
  await page.keyboard.press('Enter');
  await page.getByText('This is not your PIN. 4 tries are left.').waitFor();
  assert.equal(await field.inputValue(), '');
  await assertUsable(page);
  assert.deepEqual(await paidBy(ada), []);
  await field.fill(pin);
  await page.keyboard.press('Enter');
  await untilSent(page);
  const kept = await page.evaluate(() =>
    [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.documentElement.outerHTML].join('\n'),
  );
  assert.ok(!kept.includes(pin) && !kept.includes('pin_token') && !kept.includes('unfinished'));
  assert.deepEqual(await paidBy(ada), [50_000]);
});

screen('a double click pays once', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url, 300_000);
  const keys: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/transfers')) keys.push(request.headers()['idempotency-key']);
  });
  await fillOrder(page, url, { to: bola.wallet_number, amount: '700' });
  await untilAsked(page);
  // Faster than any thumb: the screen has had no time to change in between.
  await page.getByRole('button', { name: 'Send now' }).evaluate((button: HTMLElement) => {
    button.click();
    button.click();
  });
  await untilSent(page);
  assert.equal(new Set(keys).size, 1);
  assert.deepEqual(await paidBy(ada), [70_000]);
});

screen('a connection that is cut is said, asked again by itself, and pays once', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url, 300_000);
  const keys: (string | undefined)[] = [];
  const isLookedAt = Promise.withResolvers<void>();
  await page.route(transfers, async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length <= 2) return loseAnswer(route);
    await isLookedAt.promise;
    await route.continue();
  });
  await fillOrder(page, url, { to: bola.email, amount: '900' });
  await untilAsked(page);
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByRole('heading', { level: 1, name: 'We do not know yet' }).waitFor();
  await page.getByText('However often we ask, it is paid once.').waitFor();
  await assertUsable(page);
  isLookedAt.resolve();
  await untilSent(page);
  assert.equal(keys.length, 3);
  assert.equal(new Set(keys).size, 1);
  assert.deepEqual(await paidBy(ada), [90_000]);
  assert.equal(await bola.balance(), 90_000);
});

for (const [what, interrupt] of [
  ['was sent', loseAnswer],
  ['was not sent', (route: Route) => route.abort('internetdisconnected')],
] as const) {
  screen(`a payment that ${what} when the phone died is finished after it comes back, once`, phone, async ({ page, url }) => {
    const [ada, bola] = await payerAndPayee(page, url, 100_000);
    await page.route(transfers, interrupt);
    await fillOrder(page, url, { to: bola.email, amount: '800' });
    await untilAsked(page);
    await page.getByRole('button', { name: 'Send now' }).click();
    await page.getByRole('heading', { level: 1, name: 'We do not know yet' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'A payment was left open' }).waitFor();
    await assertUsable(page);
    await page.unroute(transfers, interrupt);
    await page.getByRole('button', { name: 'Finish it' }).click();
    await untilSent(page);
    assert.deepEqual(await paidBy(ada), [80_000]);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Send money' }).waitFor();
  });
}

screen('home says that a payment is not finished, leads to it, and says so no longer than it is true', phone, async (opened) => {
  const { page, url } = opened;
  const [ada, bola] = await payerAndPayee(page, url, 100_000);
  await page.route(transfers, loseAnswer);
  await fillOrder(page, url, { to: bola.email, amount: '800' });
  await untilAsked(page);
  await page.getByRole('button', { name: 'Send now' }).click();
  await page.getByRole('heading', { level: 1, name: 'We do not know yet' }).waitFor();
  await page.goto(`${url}/home`);
  const notice = page.getByRole('status').filter({ hasText: 'A payment is not finished.' });
  await notice.getByText(`${naira(80_000)} to Bo`).waitFor();
  await assertUsable(page);
  await notice.getByRole('link', { name: 'See what became of it' }).click();
  await page.getByRole('heading', { level: 1, name: 'A payment was left open' }).waitFor();

  await page.unroute(transfers, loseAnswer);
  const isLookedAt = Promise.withResolvers<void>();
  await page.route(transfers, (route) => isLookedAt.promise.then(() => route.continue()));
  await page.getByRole('button', { name: 'Finish it' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sending…' }).waitFor();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await notice.waitFor();
  isLookedAt.resolve();
  await notice.waitFor({ state: 'detached' });
  assert.deepEqual(await paidBy(ada), [80_000]);
});

screen('an unfinished payment that cannot be read breaks no screen', phone, async (opened) => {
  const { page, url } = opened;
  const [ada] = await payerAndPayee(page, url, 0);
  await page.evaluate(() => {
    const payer = localStorage.getItem('akawo-person');
    const written = { key: 'k', payer, body: { amount: '800' }, to: { value: 'bola@example.com' } };
    localStorage.setItem('akawo-unfinished-payment:k', JSON.stringify(written));
  });
  await page.goto(`${url}/home`);
  await atHome(page, ada.first_name);
  await page.goto(`${url}/send`);
  await page.getByRole('heading', { level: 1, name: 'Send money' }).waitFor();
  await assertSound(opened);
});

screen('too little money, and too much for a limit, are said in words with what helps', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url, 300_000);
  await fillOrder(page, url, { to: bola.email, amount: '3000' });
  const alert = page.getByRole('alert').filter({ hasText: 'Nothing was sent.' });
  await alert.getByText('There is not enough money in your wallet.').waitFor();
  await alert.getByText(`You can spend ${naira(300_000)}. This payment needs ${naira(301_075)}, with its charges.`).waitFor();
  await assertUsable(page);
  await fillOrder(page, url, { to: bola.email, amount: '60000' });
  await alert.getByText(`One payment can be at most ${naira(5_000_000)}.`).waitFor();
  await alert.getByText('Verify who you are, up to level 2, and it goes through.').waitFor();
  await assertUsable(page);
  assert.deepEqual(await paidBy(ada), []);
});

screen('a wrong recipient is told at the field, before anything is sent', phone, async ({ page, url }) => {
  const [ada, bola] = await payerAndPayee(page, url, 300_000);
  const mistyped = `${bola.wallet_number.slice(0, -1)}${(Number(bola.wallet_number.at(-1)) + 1) % 10}`;
  for (const [to, words] of [
    ['nobody@example.com', 'Nobody on Akawo has this number or address.'],
    [ada.phone_number, 'This is you.'],
    [mistyped, 'its last digit does not fit the others'],
    ['0803 12', 'This is no wallet number, phone number or email address.'],
  ] as const) {
    await fillOrder(page, url, { to, amount: '500' });
    await page.getByText(words).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'To' }).getAttribute('aria-invalid'), 'true', to);
  }
  await assertUsable(page);
});
