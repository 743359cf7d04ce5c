import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { launchChromium } from '../support/chromium.js';
import { describeInBrowser } from '../support/in-browser.js';
import { ProvisioningProbe } from '../support/provisioning.js';
import { Visit } from '../support/visit.js';

/** GraphiQL's own markup, which a style cannot mend: each tab holds the button that closes it. */
const markupOfGraphiql = /: nested-interactive: .*(?:graphiql-tab-active|li:nth-child\(\d+\))$/;

const execute = (page: Page) => page.getByRole('button', { name: /^Execute query/ }).click();
const answers = (page: Page, text: string) => page.locator('.result-window', { hasText: text }).waitFor();

describeInBrowser('GraphiQL in a browser', () => {
  let gateway: TestApp;
  let browser: Browser;
  beforeAll(async () => {
    [gateway, browser] = await Promise.all([startTestApp(), launchChromium()]);
  });
  afterAll(async () => {
    await browser.close();
    await gateway.stop();
  });

  test('runs a query after logging in', async () => {
    const visit = await Visit.open(browser, gateway.url, '/graphql');
    const { page } = visit;
    await execute(page);
    await answers(page, '"code": "UNAUTHENTICATED"');
    await visit.logIn();
    await execute(page);
    await answers(page, '"slug": "root"');
    await page.getByRole('button', { name: 'Show History' }).click();
    await page.getByRole('button', { name: /^Tenants/ }).waitFor();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('link', { name: 'Subscription' }).waitFor();
    expect(await visit.end()).toEqual([]);
  });

  test('shows the changes of a subscription as they happen', async () => {
    const probe = new ProvisioningProbe(gateway);
    const attempt = await probe.leave(await gateway.build.tenant({ slug: 'acme' }));
    const visit = await Visit.open(browser, gateway.url, '/graphiql');
    const { page } = visit;
    await visit.logIn();
    await page.getByRole('button', { name: 'FollowProvisioning' }).click();
    // Until GraphiQL has read the tab, it runs this text under the name of the operation before.
    await visit.until(`sessionStorage.getItem('graphiql:query')?.includes('FollowProvisioning')`);
    await execute(page);
    await answers(page, '"status": "PENDING", "currentStep": null');
    await probe.send(attempt);
    await answers(page, '"status": "COMPLETED", "currentStep": null');
    await page.getByRole('button', { name: /^Stop query/ }).click();
    expect(await visit.end()).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('is for everybody, where it starts %s', async (colorScheme) => {
    const visit = await Visit.open(browser, gateway.url, '/graphiql', { colorScheme });
    await visit.logIn();
    await execute(visit.page);
    await answers(visit.page, '"slug": "root"');
    expect((await visit.shortcomings([colorScheme])).filter((fault) => !markupOfGraphiql.test(fault))).toEqual([]);
    expect(await visit.end()).toEqual([]);
  });
});
