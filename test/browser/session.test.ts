import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { Person } from '../support/clients.js';
import { describeInBrowser } from '../support/in-browser.js';
import { platformAdmin } from '../support/people.js';
import { Visit } from '../support/visit.js';

const banner = (page: Page) => page.getByRole('banner');
const panel = (page: Page) => page.getByRole('dialog', { name: 'Log in' });

/** What the tab keeps. */
const kept = async (page: Page): Promise<{ accessToken: string } | null> =>
  JSON.parse((await page.evaluate<string | null>(`sessionStorage.getItem('tenantry:session')`)) ?? 'null');

describeInBrowser('the session of a page', () => {
  let gateway: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startTestApp(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  /** Sends the list of tenants from a reference. */
  const list = async (page: Page): Promise<void> => {
    const operation = page.locator('#operations-Tenants-listTenants');
    if (!(await operation.getByRole('button', { name: 'Execute' }).isVisible())) {
      await operation.locator('.opblock-summary-control').click();
    }
    const answered = page.waitForResponse((response) => response.url().includes('/exd/api/v1/tenants'));
    await operation.getByRole('button', { name: 'Execute' }).click();
    expect((await answered).status()).toBe(200);
  };

  test('begins with the keyboard alone, and a wrong password is told', async () => {
    const visit = await Visit.open(browser, gateway.url, '/docs/exd');
    const { page } = visit;
    await banner(page).getByRole('button', { name: 'Log in' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.type(platformAdmin.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong');
    await page.keyboard.press('Enter');
    await panel(page).getByRole('alert').getByText('password').waitFor();
    expect(await kept(page)).toBeNull();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(platformAdmin.password);
    await page.keyboard.press('Enter');
    await banner(page).getByText(platformAdmin.email).waitFor();
    expect(await panel(page).isVisible()).toBe(false);
    expect(await visit.end()).toEqual([]);
  });

  test('serves every page of the tab, and ends for good', async () => {
    const visit = await Visit.open(browser, gateway.url, '/docs/exd');
    const { page } = visit;
    await visit.logIn();
    await list(page);
    await banner(page).getByRole('link', { name: 'GraphQL' }).click();
    await page.waitForURL('**/graphiql');
    await banner(page).getByText(platformAdmin.email).waitFor();
    const { accessToken } = (await kept(page)) ?? { accessToken: '' };
    const person = new Person(gateway.url, accessToken, undefined);
    expect((await person.graphql('{ viewer { role } }')).json.data.viewer.role).toBe('SUPERADMIN');
    const ended = page.waitForResponse((response) => (response.request().postData() ?? '').includes('logout'));
    await banner(page).getByRole('button', { name: 'Log out' }).click();
    await banner(page).getByText('Not logged in').waitFor();
    await ended;
    expect(await kept(page)).toBeNull();
    expect((await person.graphql('{ viewer { role } }')).status).toBe(401);
    expect(await visit.end()).toEqual([]);
  });

  test('is renewed before its token ends', async () => {
    const visit = await Visit.open(browser, gateway.url, '/docs/exd');
    const { page } = visit;
    await visit.logIn();
    const before = await kept(page);
    await list(page);
    expect(await kept(page)).toEqual(before);
    await page.clock.setSystemTime(Date.now() + 13 * 60_000);
    await list(page);
    const after = await kept(page);
    expect(after?.accessToken).toMatch(/^ey/);
    expect(after?.accessToken).not.toBe(before?.accessToken);
    expect(await visit.end()).toEqual([]);
  });

  test('can be a token that one has, which outlives it', async () => {
    const visit = await Visit.open(browser, gateway.url, '/docs/exd');
    const { page } = visit;
    await banner(page).getByRole('button', { name: 'Log in' }).click();
    await panel(page)
      .getByLabel('token')
      .fill(`Bearer ${gateway.superadmin.token ?? ''}`);
    await panel(page).getByRole('button', { name: 'Use this token' }).click();
    await banner(page).getByText('SUPERADMIN').waitFor();
    await list(page);
    await banner(page).getByRole('button', { name: 'Log out' }).click();
    await banner(page).getByText('Not logged in').waitFor();
    expect((await gateway.superadmin.graphql('{ viewer { role } }')).status).toBe(200);
    expect(await visit.end()).toEqual([]);
  });
});
