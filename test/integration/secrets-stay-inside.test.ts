import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { buildGatewaySchema } from '../../src/schema.js';
import { dialects } from '../../src/rest/dialects.js';
import { protectedSecret } from '../support/planted.js';
import { Plantation } from '../support/plantation.js';
import { issuers } from '../support/recorded-fetch.js';
import { secretDoors } from '../support/secret-doors.js';
import { secretOperations, takesSecret } from '../support/secret-inputs.js';

jest.setTimeout(400_000);

/*
 * A gateway as an operator runs it, at its most talkative, is told every secret it ever takes, at every door, well and badly,
 * and beside servers that repeat what they are told. Then everything is searched that left it.
 */

const plantation = new Plantation();
beforeAll(() => plantation.grow());
afterAll(() => plantation.dispose());

const { planted } = plantation;
const leaks = (pattern: RegExp): string[] => {
  const found = planted.found.filter(({ where }) => pattern.test(where));
  expect(found).not.toEqual([]);
  return planted.leaksIn(found);
};

describe('what is planted', () => {
  test('is every secret of the schema and of every legacy API', () => {
    const endpoints = dialects.flatMap(({ endpoints: all }) => all).filter(takesSecret);
    const taken = [
      ...secretOperations(buildGatewaySchema()),
      ...endpoints.map(({ method, path }) => `${method} ${path}`),
    ];
    expect(Object.keys(secretDoors(plantation.stage)).sort()).toEqual([...new Set(taken)].sort());
  });

  test('is every secret that an answer hands out', () => {
    expect([...planted.issuers].sort()).toEqual([...issuers].sort());
  });

  test('has come where it was meant to come', () => {
    const { outcomes, databases, mails } = plantation;
    for (const [door, { good, bad, faulty }] of outcomes) {
      expect({ door, good, bad }).toEqual({ door, good: expect.stringMatching(/^20/), bad: expect.any(String) });
      if (faulty !== undefined) expect(`${door} ${faulty}`).toMatch(/ 500| INTERNAL/);
    }
    for (const { told } of databases) expect(new Set(told).size).toBeGreaterThanOrEqual(3);
    expect(mails.told.length).toBeGreaterThan(0);
    const logs = planted.found.flatMap(({ where, text }) => (where.startsWith('log') ? [text] : []));
    for (const line of [
      /"request failed"/,
      /"mail failed"/,
      /refused\./,
      /^{"name":"DriverException","code":"P0001"}$/,
    ]) {
      expect(logs).toContainEqual(expect.stringMatching(line));
    }
  });
});

describe('nothing of it is in', () => {
  test('an answer, its headers included, but a token in the one that issues it', () => {
    expect(leaks(/^(GET|POST|PUT|PATCH|DELETE) /)).toEqual([]);
  });

  test('an event of a subscription, or the end of one', () => {
    expect(leaks(/^subscription/)).toEqual([]);
  });

  test('a log of the process that serves', () => {
    expect(leaks(/^log of serve/)).toEqual([]);
  });

  test('the words of any command', () => {
    expect(leaks(/^log of (?!serve)/)).toEqual([]);
  });

  test('a column of the database, unless hashed or sealed, and that in columns made for it', () => {
    expect(planted.leaksIn(plantation.columns, { atRest: true })).toEqual([]);
    const columns = plantation.columns.filter(({ text }) => protectedSecret.test(text)).map(({ where }) => where);
    expect([...new Set(columns)].sort()).toEqual([
      'public.provisioning.admin_password_hash',
      'public.registration_request.password_hash',
      'public.signing_key.sealed_private_jwk',
      'public.tenant.sealed_connection_string',
      'public.user.password_hash',
    ]);
  });
});
