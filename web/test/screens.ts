import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { findBrowser, launch } from './browser.ts';
import { describePages } from './describe-pages.ts';
import { openSite, type Site } from './site.ts';

export interface Look {
  readonly width: number;
  readonly scheme: 'light' | 'dark';
}

/** A screen that was opened, and what went wrong on it without anybody seeing. */
export interface Screen {
  readonly page: Page;
  readonly url: string;
  readonly consoleErrors: string[];
  readonly foreignRequests: string[];
  /** One more device of the same look, with nobody signed in; it is put away with this one. */
  another(device?: BrowserContextOptions): Promise<Screen>;
}

type Check = (screen: Screen) => Promise<void>;
/** Registers one promise about a screen, as `test` does. */
type Promising = (promise: string, look: Look, check: Check) => void;

export const phone: Look = { width: 390, scheme: 'light' };
export const looks: readonly Look[] = [390, 1280].flatMap((width) => [
  { width, scheme: 'light' as const },
  { width, scheme: 'dark' as const },
]);

const patienceMilliseconds = 10_000;
const noBrowser = 'NO BROWSER: nothing on this screen was checked. Set CHROMIUM_PATH or run npx playwright install chromium.';

/** Promises about screens, kept in a real browser; where there is none they are skipped, counted and loud about it. */
export async function openScreens(open: () => Promise<Site> = openSite): Promise<Promising> {
  const found = await findBrowser();
  if (found === undefined) return (promise) => void test(promise, { skip: noBrowser }, () => undefined);
  const [browser, site] = await Promise.all([launch(found), open()]);
  after(async () => {
    await browser.close();
    await site.close();
  });

  async function openDevice(device: BrowserContextOptions): Promise<Screen> {
    const context = await browser.newContext(device);
    context.setDefaultTimeout(patienceMilliseconds);
    const page = await context.newPage();
    return { page, url: site.url, ...listen(page, site.url), another: (other) => openDevice({ ...device, ...other }) };
  }

  return (promise, { width, scheme }, check) =>
    void test(`${promise} (${width} px, ${scheme})`, async () => {
      const size = { width, height: width < 600 ? 844 : 800 };
      try {
        await check(await openDevice({ viewport: size, colorScheme: scheme, reducedMotion: 'reduce' }));
      } catch (thrown) {
        const [slip] = String(thrown).split('\n', 1);
        throw new Error(`${slip}\n${await describePages(browser)}`, { cause: thrown });
      } finally {
        await Promise.all(browser.contexts().map((context) => context.close()));
      }
    });
}

function listen(page: Page, url: string): Pick<Screen, 'consoleErrors' | 'foreignRequests'> {
  const screen: ReturnType<typeof listen> = { consoleErrors: [], foreignRequests: [] };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') screen.consoleErrors.push(message.text());
  });
  page.on('pageerror', (error) => screen.consoleErrors.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) screen.foreignRequests.push(request.url());
  });
  return screen;
}

/** Quiet, at home, accessible, in one piece, and big enough for a thumb. */
export async function assertSound(screen: Screen): Promise<void> {
  assert.deepEqual(screen.consoleErrors, []);
  assert.deepEqual(screen.foreignRequests, []);
  await assertUsable(screen.page);
}

/** As `assertSound`, for a screen on which a request was made to fail and the browser has said so. */
export async function assertUsable(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const findings = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
  assert.deepEqual(findings, []);
  const { scrolled, small } = await page.evaluate(() => ({
    scrolled: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    small: [...document.querySelectorAll('button, input, header a, footer a')]
      .filter((control) => control.checkVisibility() && control.getBoundingClientRect().height < 47.5)
      .map((control) => control.outerHTML.slice(0, 120)),
  }));
  assert.equal(scrolled, 0, 'the page scrolls sideways');
  assert.deepEqual(small, [], 'smaller than a thumb needs');
}
