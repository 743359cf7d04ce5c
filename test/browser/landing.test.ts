import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { describeInBrowser } from '../support/in-browser.js';
import { Visit } from '../support/visit.js';

describeInBrowser('the landing page in a browser', () => {
  let gateway: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startTestApp(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  test.each(['/', '/docs'])('%s is for everybody', async (path) => {
    const visit = await Visit.open(browser, gateway.url, path);
    expect(await visit.shortcomings()).toEqual([]);
    expect(await visit.end()).toEqual([]);
  });

  test('copies a command', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    const visit = await Visit.open(browser, gateway.url, '/', { permissions });
    const { page } = visit;
    await page.getByRole('button', { name: 'Copy the command: exd' }).click();
    await page.getByRole('status').getByText('Copied').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toBe(await page.getByRole('group', { name: 'Command: exd' }).innerText());
    expect(copied).toContain(`${gateway.url}/api/v1/tenants`);
    expect(await visit.end()).toEqual([]);
  });

  test('can be walked with the keyboard alone', async () => {
    const visit = await Visit.open(browser, gateway.url, '/');
    const { page } = visit;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    await page.goto('/');
    expect(await visit.walk()).toEqual(await visit.focusable());
    await page.getByRole('link', { name: 'GraphiQL' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    expect(await visit.end()).toEqual([]);
  });
});
