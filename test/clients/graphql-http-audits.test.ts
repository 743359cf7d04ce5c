import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startTestApp, type TestApp } from '../support/app.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const noForm =
  'A GET that a form of any web page could make is refused; with the header Apollo-Require-Preflight it is answered.';
const saysSo =
  'A request of which nothing ran is refused with 400 whatever media type is taken, so that proxies, monitors and scripts ' +
  'see the refusal; the body is the one that the specification asks for.';

/** Recommendations and options of the specification that are not followed, by the id of their audit, and why. */
const notFollowed: Readonly<Record<string, { readonly status: 'notice' | 'warn'; readonly reason: string }>> = {
  '5A70': { status: 'notice', reason: noForm },
  D6D5: { status: 'notice', reason: noForm },
  '6A70': { status: 'notice', reason: noForm },
  '572B': { status: 'warn', reason: saysSo },
  FDE2: { status: 'warn', reason: saysSo },
  '7B9B': { status: 'warn', reason: saysSo },
};

const audits = serverAudits({ url: () => `${gateway.url}/graphql` });

describe('GraphQL over HTTP', () => {
  test('is audited in 61 points', () => {
    expect(new Set(audits.map(({ id }) => id)).size).toBe(61);
  });

  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, { id, fn }) => {
    const result = await fn();
    const found = result.status === 'ok' ? 'ok' : `${result.status}, HTTP ${result.response.status}`;
    const deviation = notFollowed[id];
    expect(found).toBe(deviation ? `${deviation.status}, HTTP 400` : 'ok');
  });
});
