import { formatMoney, money } from '@akawo/money';
import type { Page } from 'playwright-core';

/** As a screen shows it. */
export function naira(kobo: number): string {
  return formatMoney(money(kobo, 'NGN'), { locale: 'en-NG' });
}

export interface OrderTyped {
  readonly to: string;
  readonly amount: string;
  readonly note?: string;
}

export async function fillOrder(page: Page, url: string, { to, amount, note }: OrderTyped): Promise<void> {
  await page.goto(`${url}/send`);
  await page.getByRole('textbox', { name: 'To' }).fill(to);
  await page.getByRole('textbox', { name: 'Amount' }).pressSequentially(amount);
  if (note !== undefined) await page.getByRole('textbox', { name: 'What is it for' }).fill(note);
  await page.getByRole('button', { name: 'Continue' }).click();
}

export async function untilAsked(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Is this right?' }).waitFor();
}

export async function untilSent(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Sent' }).waitFor();
}

/** What stands behind a name in a list of names and values. */
export async function valueOf(page: Page, name: string): Promise<string> {
  return page
    .locator('dl > div', { has: page.getByRole('term').filter({ hasText: new RegExp(`^${name}$`) }) })
    .getByRole('definition')
    .innerText();
}
