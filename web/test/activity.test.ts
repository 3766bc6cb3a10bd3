import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { fund, join, type Member, pay } from './members.ts';
import { assertSound, assertUsable, looks, openScreens, phone } from './screens.ts';
import { naira } from './sending-steps.ts';
import { ada as trader, atHome, signIn } from './steps.ts';
import { openWorld } from './world.ts';

const screen = await openScreens(openWorld);
const rows = (page: Page) => page.getByRole('main').getByRole('listitem');
const lists = /\/api\/v1\/transactions(?:\?|$)/;

/** Somebody with more transactions than a page has, the last of which is for rent. */
async function busyMember(url: string, payments: number): Promise<Member> {
  const [ada, bola] = await Promise.all([join(url, 'Ada', 'Obi'), join(url, 'Bola', 'Adeyemi')]);
  await fund(url, ada, 300_000);
  for (let paid = 1; paid <= payments; paid += 1)
    await pay(ada.akawo, bola.email, 100 + paid, paid === payments ? 'Rent' : undefined);
  return ada;
}

for (const look of looks) {
  screen('every screen about what happened to the money is sound', look, async (opened) => {
    const { page, url } = opened;
    await signIn(page, url, trader);
    await atHome(page, trader.first_name);
    await page.goto(`${url}/activity`);
    await page.getByRole('heading', { name: 'Today' }).waitFor();
    await page.getByRole('button', { name: 'Filter' }).click();
    await assertSound(opened);
    await rows(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: 'What happened' }).waitFor();
    await assertSound(opened);
    await page.goto(`${url}/activity/statement`);
    await page.getByRole('heading', { level: 1, name: 'Statement' }).waitFor();
    await assertSound(opened);
  });
}

screen('a long list comes page by page, each transaction once, also after a page that got lost', phone, async ({ page, url }) => {
  const ada = await busyMember(url, 44);
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.goto(`${url}/activity`);
  await rows(page).nth(19).waitFor();
  await page.route(lists, (route) => route.abort());
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByText('What you see below may be old.').waitFor();
  assert.ok((await rows(page).count()) >= 20);
  await assertUsable(page);
  await page.unroute(lists);
  await page.getByRole('button', { name: 'Try again' }).click();
  for (let seen = await rows(page).count(); seen < 45; seen = await rows(page).count()) {
    await rows(page).last().scrollIntoViewIfNeeded();
    await rows(page).nth(seen).waitFor();
  }
  const links = await rows(page)
    .getByRole('link')
    .evaluateAll((found) => found.map((link) => link.getAttribute('href')));
  assert.equal(links.length, 45);
  assert.equal(new Set(links).size, 45);
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
});

screen('the list is narrowed down by direction, kind, days and words, and the address keeps it', phone, async ({ page, url }) => {
  const ada = await busyMember(url, 3);
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.goto(`${url}/activity`);
  await rows(page).nth(3).waitFor();
  await page.getByRole('button', { name: 'In', exact: true }).click();
  await rows(page).nth(1).waitFor({ state: 'detached' });
  assert.match(await rows(page).innerText(), /\+₦3,000\.00/);
  await page.reload();
  await rows(page).first().waitFor();
  assert.equal(await rows(page).count(), 1);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByRole('searchbox').fill('rent');
  await page.getByText('Rent').waitFor();
  await rows(page).nth(1).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Show everything' }).click();
  await rows(page).nth(3).waitFor();
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByLabel('Kind').selectOption('Airtime');
  await page.getByText('Nothing fits what you look for.').waitFor();
  await page.getByLabel('Kind').selectOption('Every kind');
  await page.getByLabel('To', { exact: true }).fill('2020-01-31');
  await page.getByText('Nothing fits what you look for.').waitFor();
  await assertUsable(page);
});

screen('a server that cannot be reached is said, and trying again helps', phone, async ({ page, url }) => {
  await signIn(page, url, trader);
  await atHome(page, trader.first_name);
  await page.route(lists, (route) => route.abort());
  await page.getByRole('link', { name: 'Activity' }).first().click();
  await page.getByText('We cannot reach Akawo.').waitFor();
  await assertUsable(page);
  await page.unroute(lists);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: 'Today' }).waitFor();
});

screen('home keeps no box empty of which it knows that nothing comes', phone, async ({ page, url }) => {
  await signIn(page, url, trader);
  await atHome(page, trader.first_name);
  await page.getByRole('heading', { name: 'Be paid' }).waitFor();
  await page.route('**/api/v1/wallet', (route) => route.abort());
  await page.reload();
  await page.getByRole('region', { name: 'Balance' }).getByText('We cannot reach Akawo.').waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Be paid' }).count(), 0);
  await assertUsable(page);
});

screen('a receipt and a statement can be taken along', phone, async ({ page, url }) => {
  const ada = await busyMember(url, 1);
  await signIn(page, url, ada);
  await atHome(page, ada.first_name);
  await page.goto(`${url}/activity`);
  await rows(page).first().getByRole('link').click();
  const [receipt] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  assert.match(receipt.suggestedFilename(), /^akawo-receipt-AKW-.+\.pdf$/);
  assert.equal((await readFile(await receipt.path())).subarray(0, 5).toString(), '%PDF-');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByText('Copied').waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^₦1\.01 to Bola Adeyemi\nRent\n/);

  await page.goto(`${url}/activity/statement`);
  const [table] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /CSV/ }).click()]);
  const csv = await readFile(await table.path(), 'utf8');
  assert.match(csv, /closing_balance/);
  const left = await ada.balance();
  assert.ok(csv.includes(naira(left).replace('₦', '').replaceAll(',', '')), 'it ends with the balance');
  const [paper] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /PDF/ }).click()]);
  assert.equal((await readFile(await paper.path())).subarray(0, 5).toString(), '%PDF-');
});

screen(
  'a receipt is shared as a file, and a network that is too slow for it costs one more press',
  phone,
  async ({ page, url }) => {
    await page.addInitScript(() => {
      const shared: string[] = [];
      let presses = 0;
      const share = async ({ files = [] }: ShareData) => {
        presses += 1;
        if (presses === 1) throw new DOMException('too late', 'NotAllowedError');
        shared.push(...files.map(({ name, type }) => `${type} ${name}`));
      };
      Object.assign(window, { shared });
      Object.assign(navigator, { share, canShare: () => true });
    });
    const ada = await busyMember(url, 1);
    await signIn(page, url, ada);
    await atHome(page, ada.first_name);
    await page.goto(`${url}/activity`);
    await rows(page).first().getByRole('link').click();
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByText('Press Share once more.').waitFor();
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByText('Press Share once more.').waitFor({ state: 'detached' });
    const shared = await page.evaluate(() => (window as unknown as { readonly shared: readonly string[] }).shared);
    assert.match(shared.join(), /^application\/pdf akawo-receipt-AKW-.+\.pdf$/);
  },
);

screen('nobody sees a transaction of somebody else', phone, async ({ page, url }) => {
  const ada = await busyMember(url, 1);
  const [latest] = await ada.transactions();
  assert.ok(latest !== undefined);
  await signIn(page, url, trader);
  await atHome(page, trader.first_name);
  await page.goto(`${url}/activity/${latest.id}`);
  await page.getByText('There is no such transaction.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Try again' }).count(), 0, 'it would find it no sooner');
  await assertUsable(page);
});
