import type { Browser, Page } from 'playwright-core';

const mostCharacters = 600;
const mostErrors = 5;
const patienceMilliseconds = 1_000;

/** What somebody would have seen who stood behind every screen, for whoever reads of a failure later. */
export async function describePages(browser: Browser): Promise<string> {
  const pages = browser.contexts().flatMap((context) => context.pages());
  return (await Promise.all(pages.map((page) => describePage(page).catch(String)))).join('\n');
}

async function describePage(page: Page): Promise<string> {
  const [text, errors] = await Promise.all([textOf(page), errorsOf(page)]);
  return [`The browser showed ${page.url()}`, text, ...errors].join('\n    ');
}

async function textOf(page: Page): Promise<string> {
  const shown = await page.locator('body').innerText({ timeout: patienceMilliseconds }).catch(String);
  return shown.replaceAll(/\s*\n\s*/g, ' | ').slice(0, mostCharacters);
}

async function errorsOf(page: Page): Promise<readonly string[]> {
  const [said, thrown] = await Promise.all([page.consoleMessages({ filter: 'all' }), page.pageErrors({ filter: 'all' })]);
  const errors = said
    .filter((message) => message.type() === 'error')
    .map((message) => `${message.text()} ${message.location().url}`);
  return [...errors, ...thrown.map(String)].slice(-mostErrors).map((error) => `console: ${error.slice(0, mostCharacters)}`);
}
