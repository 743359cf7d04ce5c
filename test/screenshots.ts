import type { Browser, Page } from 'playwright-core';
import { launchChromium } from './support/chromium.js';
import { Person } from './support/clients.js';
import { platformAdmin } from './support/people.js';
import { Processes } from './support/processes.js';
import { Visit } from './support/visit.js';

/* The pictures of the README: `npm run screenshots`. */

const viewport = { width: 1280, height: 800 };
const save = (page: Page, name: string) => page.screenshot({ path: `docs/images/${name}.png`, animations: 'disabled' });

const tenants = ['Acme Corp', 'Globex', 'Initech', 'Umbrella'];

const makeTenants = async (url: string): Promise<void> => {
  const query = 'mutation ($input: CreateTenantInput!) { createTenant(input: $input) { id } }';
  const answer = await new Person(url, undefined, undefined).graphql(
    'mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { accessToken } }',
    platformAdmin,
  );
  const admin = new Person(url, answer.json.data.login.accessToken, undefined);
  for (const displayName of tenants) {
    const input = { displayName, loginMode: 'EMAIL_DOMAIN', emailDomain: `${displayName.split(' ')[0]}.example` };
    await admin.graphql(query, { input });
  }
};

const takeLanding = async (browser: Browser, url: string): Promise<void> => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page } = await Visit.open(browser, url, '/', { viewport, colorScheme });
    await save(page, `landing-${colorScheme}`);
  }
};

const takeGraphiql = async (browser: Browser, url: string): Promise<void> => {
  const visit = await Visit.open(browser, url, '/graphiql', { viewport });
  await visit.logIn();
  await visit.page.getByRole('button', { name: /^Execute query/ }).click();
  await visit.page.locator('.result-window', { hasText: '"slug"' }).waitFor();
  await save(visit.page, 'graphiql');
};

const takeReference = async (browser: Browser, url: string): Promise<void> => {
  const visit = await Visit.open(browser, url, '/docs/exd', { viewport });
  await visit.logIn();
  const operation = visit.page.locator('#operations-Tenants-listTenants');
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Execute' }).waitFor();
  await save(visit.page, 'reference');
};

const processes = new Processes();
const browser = await launchChromium();
try {
  const url = await processes
    .start({
      DATA_DIR: processes.directory(),
      ADMIN_EMAIL: platformAdmin.email,
      ADMIN_PASSWORD: platformAdmin.password,
      // The port that a reader will see.
      PORT: '4000',
    })
    .url();
  await makeTenants(url);
  await takeLanding(browser, url);
  await takeGraphiql(browser, url);
  await takeReference(browser, url);
} finally {
  await browser.close();
  await processes.dispose();
}
