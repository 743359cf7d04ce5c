import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { references } from '../../src/explorer/references.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { describeInBrowser } from '../support/in-browser.js';
import { Visit } from '../support/visit.js';

/** A request of each that lists what there is, by the id that Swagger UI gives its part of the page. */
const lists: Readonly<Record<(typeof references)[number]['dialect'], string>> = {
  scaikey: 'operations-Tenants-listTenants',
  exd: 'operations-Tenants-listTenants',
  fullstackhero: 'operations-Tenants-listTenants',
  lustercms: 'operations-Registration-listRequests',
};

describeInBrowser('the references in a browser', () => {
  let gateway: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startTestApp(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  test.each(references)('$title is tried out with the session of the page', async ({ dialect, path }) => {
    const visit = await Visit.open(browser, gateway.url, path);
    await visit.logIn();
    const operation = visit.page.locator(`#${lists[dialect]}`);
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table');
    await answer.locator('.response-col_status', { hasText: '200' }).waitFor();
    expect(await answer.innerText()).toContain(`x-api-dialect: ${dialect}`);
    await visit.page.locator('.opblock-post .opblock-summary-control').first().click();
    await visit.page.locator('.opblock-post .execute').waitFor();
    expect(await visit.shortcomings()).toEqual([]);
    expect(await visit.end()).toEqual([]);
  });
});
