import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.js';
import { anybody } from '../../support/clients.js';
import { outcome, refused } from '../../support/lustercms.js';
import { caseOf, methodOf, routes } from '../../support/lustercms/cases.js';

let gateway: TestApp;
beforeAll(async () => {
  // One request a minute of each kind.
  gateway = await startTestApp({ RATE_LIMIT_MULTIPLIER: '0.001' });
});
afterAll(() => gateway.stop());

test.each(routes)('%s: 429 with the seconds to wait once the minute is used up, whatever is sent', async (route) => {
  const person = caseOf(route).who === 'anybody' ? anybody(gateway.url) : gateway.superadmin;
  const path = route.split(' ')[1]!.replace(/\{\w+\}/, 'x');
  await person.request(methodOf(route), path);
  const answer = await person.request(methodOf(route), path);
  expect(outcome(answer)).toEqual(refused(429, 'Too Many Requests'));
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
});
