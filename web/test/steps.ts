import type { Page } from 'playwright-core';

export interface Newcomer {
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly password: string;
}

/** Known to everybody: every start of `npm start` has her. */
export const ada = { first_name: 'Ada', email: 'ada@demo.akawo.test', password: 'palm wine at dusk' } as const;

let count = 0;

/** Somebody whom no test has seen before. */
export function newcomer(): Newcomer {
  count += 1;
  return { first_name: 'Chidinma', last_name: 'Okafor', email: `chidinma.${count}@example.com`, password: 'kola nut under rain' };
}

export async function signUp(page: Page, url: string, { first_name, last_name, email, password }: Newcomer): Promise<void> {
  await page.goto(`${url}/sign-up`);
  await page.getByLabel('First name').fill(first_name);
  await page.getByLabel('Last name').fill(last_name);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Open my wallet' }).click();
  await atHome(page, first_name);
}

export async function signIn(page: Page, url: string, { email, password }: Pick<Newcomer, 'email' | 'password'>): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await fillIn(page, { email, password });
}

/** On the sign-in screen, wherever it came from. */
export async function fillIn(page: Page, { email, password }: Pick<Newcomer, 'email' | 'password'>): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Welcome back.' }).waitFor();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export async function atHome(page: Page, firstName: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: new RegExp(`, ${firstName}\\.$`) }).waitFor();
}

export async function atTheDoor(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Welcome back.' }).waitFor();
}

/** The focus follows a change of the screen, a moment later. */
export async function untilFocused(page: Page, selector: string): Promise<void> {
  await page.locator(`${selector}:focus`).waitFor();
}

/** On a phone the way out is at the end of the settings. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
}
