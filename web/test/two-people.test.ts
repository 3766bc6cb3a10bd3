import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { fund, join, type Member } from './members.ts';
import { assertSound, openScreens, phone } from './screens.ts';
import { fillOrder, naira, untilAsked, untilSent, valueOf } from './sending-steps.ts';
import { atHome, signIn } from './steps.ts';
import { openWorld, type World } from './world.ts';

let world: World | undefined;
const screen = await openScreens(async () => (world = await openWorld()));

const purse = 2_500_000;
/** By each way to name Bola: what Ada types, and what the tariff says it costs. */
const payments = [
  { by: 'phone number', typed: '5000', amount: 500_000, fee: 1_000, vat: 75, duty: 0, note: 'Ankara' },
  { by: 'wallet number', typed: '1234.56', amount: 123_456, fee: 1_000, vat: 75, duty: 0, note: 'Zips' },
  { by: 'email', typed: '10000', amount: 1_000_000, fee: 2_500, vat: 188, duty: 5_000, note: 'School fees' },
] as const;

function addressOf(bola: Member, by: (typeof payments)[number]['by']): string {
  if (by === 'email') return bola.email.toUpperCase();
  return by === 'phone number' ? bola.phone_number.replace('+234', '0') : bola.wallet_number.replace(/^(\d{4})/, '$1 ');
}

async function activityOf(page: Page, url: string): Promise<readonly string[]> {
  await page.goto(`${url}/activity`);
  await page.getByRole('heading', { name: 'Today' }).waitFor();
  return page.getByRole('main').getByRole('listitem').allInnerTexts();
}

async function balanceAfterLatest(page: Page): Promise<string> {
  await page.getByRole('main').getByRole('listitem').first().getByRole('link').click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  return page.getByText('Balance after').innerText();
}

screen('Ada pays Bola in three ways, and both see every payment to the kobo', phone, async (opened) => {
  const { page, url } = opened;
  const [ada, bola] = await Promise.all([join(url, 'Adaeze', 'Obi'), join(url, 'Bolanle', 'Adeyemi')]);
  await fund(url, ada, purse);
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  const other = await opened.another();
  await signIn(other.page, url, bola);
  await atHome(other.page, bola.first_name);

  let left = purse;
  let gained = 0;
  for (const { by, typed, amount, fee, vat, duty, note } of payments) {
    await fillOrder(page, url, { to: addressOf(bola, by), amount: typed, note });
    await untilAsked(page);
    const total = amount + fee + vat + duty;
    left -= total;
    gained += amount;
    assert.match(await page.getByRole('region', { name: 'Who gets it' }).innerText(), /Bo••••e A\./);
    assert.doesNotMatch(await page.getByRole('main').innerText(), /Bolanle|Adeyemi/, 'the name is masked before the payment');
    assert.deepEqual(
      await Promise.all(
        ['Fee', 'VAT on the fee', 'Stamp duty', 'Leaves your wallet', 'You have left'].map((name) => valueOf(page, name)),
      ),
      [fee, vat, duty, total, left].map(naira),
    );
    await page.getByRole('button', { name: 'Send now' }).click();
    await untilSent(page);
    assert.equal(await valueOf(page, 'To'), bola.name);
    assert.equal(await valueOf(page, 'Paid in all'), naira(total));

    const [paid] = await activityOf(page, url);
    assert.match(paid ?? '', new RegExp(`${bola.name}\\s+${note}\\s+−${naira(amount)}`));
    assert.equal(await balanceAfterLatest(page), `Balance after ${naira(left)}`);
    const [received] = await activityOf(other.page, url);
    assert.match(received ?? '', new RegExp(`${ada.name}\\s+${note}\\s+\\+${naira(amount)}`));
    assert.equal(await balanceAfterLatest(other.page), `Balance after ${naira(gained)}`);
  }

  assert.deepEqual(await Promise.all([ada.balance(), bola.balance()]), [left, gained]);
  await page.goto(`${url}/send`);
  await page.getByRole('region', { name: 'People you have paid' }).getByRole('button', { name: bola.name }).click();
  assert.equal(await page.getByRole('textbox', { name: 'To' }).inputValue(), bola.email);
  await assertSound(opened);
  await assertSound(other);
});

screen('after all this the ledger verifies', phone, async () => {
  assert.ok(world !== undefined);
  const program = joinPath(import.meta.dirname, '..', '..', 'server', 'src', 'cli.ts');
  const env = { ...process.env, AKAWO_HOME: world.home };
  const { stdout } = await promisify(execFile)(process.execPath, [program, 'ledger', 'verify'], { env, timeout: 30_000 });
  assert.match(stdout, /The ledger is right\./);
});
