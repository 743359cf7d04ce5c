import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startApp } from '../../src/app.js';
import { hashPassword } from '../../src/auth/passwords.js';
import { loadConfig } from '../../src/config.js';
import { User } from '../../src/entities/user.js';
import { kyselyOf } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { anybody, type Answer } from '../support/clients.js';
import { platformAdmin } from '../support/people.js';
import { logIn, newSession, refresh, standingOf } from '../support/sessions.js';
import { copyOfTemplate } from '../support/template.js';

const password = 'a password of nobody';
const limits = {
  RATE_LIMIT_MULTIPLIER: '1',
  LOGIN_ATTEMPTS: '4',
  LOGIN_ATTEMPTS_PER_ADDRESS: '9',
  TRUST_PROXY: 'true',
};

let gateway: TestApp;
let hash: string;
let email: string;
let home: string;
let count = 0;
beforeAll(async () => {
  gateway = await startTestApp(limits);
  hash = await hashPassword(password);
});
beforeEach(async () => {
  email = (await gateway.build.user({ passwordHash: hash })).email!;
  home = elsewhere();
});
afterAll(() => gateway.stop());

/** An address that nobody has tried from. */
const elsewhere = (): string => `198.51.${(count += 1) >> 8}.${count & 255}`;

const nobody = (): string => `nobody-${(count += 1)}@example.com`;

const attempt = (variables: Record<string, unknown> = {}, from = elsewhere()): Promise<Answer> =>
  logIn(gateway.url, { email, password, ...variables }, from);
const wrong = (from?: string): Promise<Answer> => attempt({ password: 'wrong' }, from);
const lock = async (variables: Record<string, unknown> = {}): Promise<void> => {
  for (let tries = 0; tries < 4; tries += 1) await attempt({ password: 'wrong', ...variables });
};

const codeOf = ({ json }: Answer): string => String(json.errors?.[0].extensions.code ?? 'ok');
const codes = async (tries: readonly Promise<Answer>[]): Promise<Record<string, number>> => {
  const counted: Record<string, number> = {};
  for (const answer of await Promise.all(tries)) counted[codeOf(answer)] = (counted[codeOf(answer)] ?? 0) + 1;
  return counted;
};

/** An answer without what differs between any two: the seconds that are left. */
const shape = ({ status, headers, json }: Answer) => {
  const seconds = Number(headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(890);
  expect(seconds).toBeLessThanOrEqual(900);
  expect(json.errors[0].extensions.params).toEqual({ retryAfter: seconds });
  return [status, JSON.stringify(json).replaceAll(String(seconds), 'N')];
};

describe('one account', () => {
  test('has as many attempts as the operator says, wherever they come from; then even the right password is refused', async () => {
    for (let tries = 0; tries < 4; tries += 1) expect(codeOf(await wrong())).toBe('UNAUTHENTICATED');
    const refused = await wrong();
    expect(codeOf(refused)).toBe('RATE_LIMITED');
    expect(shape(await attempt())).toEqual(shape(refused));
    expect(shape(await attempt({ email: email.toUpperCase() }))).toEqual(shape(refused));
  });

  test('that there is not locks in the same way, and so do suspended ones and ones without a password', async () => {
    await lock();
    const known = shape(await attempt());
    const suspended = await gateway.build.user({ passwordHash: hash });
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(User, suspended.id)).status = 'SUSPENDED';
    });
    const passwordless = await gateway.build.user();
    for (const other of [nobody(), suspended.email, passwordless.email]) {
      await lock({ email: other });
      expect(shape(await attempt({ email: other }))).toEqual(known);
    }
  });

  test('counts attempts at once one by one', async () => {
    const tries = Array.from({ length: 12 }, () => wrong());
    expect(await codes(tries)).toEqual({ UNAUTHENTICATED: 4, RATE_LIMITED: 8 });
  });

  test('counts aliases of one request one by one, also of requests at once', async () => {
    const aliases = Array.from(
      { length: 6 },
      (_, index) => `a${index}: login(email: $e, password: "wrong") { accessToken }`,
    );
    const document = `mutation($e: String!) { ${aliases.join(' ')} }`;
    const before = gateway.statements.length;
    const send = (): Promise<Answer> =>
      anybody(gateway.url).post(
        '/graphql',
        { query: document, variables: { e: email } },
        { headers: { 'X-Forwarded-For': elsewhere() } },
      );
    await Promise.all([send(), send()]);
    const looks = gateway.statements.slice(before).filter((text) => text.includes('password_hash'));
    expect(looks).toHaveLength(4);
    expect(codeOf(await attempt())).toBe('RATE_LIMITED');
  });

  test('starts anew with a login that succeeds', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let tries = 0; tries < 3; tries += 1) expect(codeOf(await wrong(home))).toBe('UNAUTHENTICATED');
      if (round === 2) break;
      expect(codeOf(await attempt({}, home))).toBe('ok');
    }
  });

  test('is not started anew by a right password for a tenant that is not theirs', async () => {
    for (let tries = 0; tries < 4; tries += 1)
      expect(codeOf(await attempt({ tenant: 'root' }))).toBe('UNAUTHENTICATED');
    expect(codeOf(await attempt())).toBe('RATE_LIMITED');
  });

  test('cannot be locked for where it was used, nor can its sessions be', async () => {
    expect(codeOf(await attempt({}, home))).toBe('ok');
    const { tokens, person } = await newSession(gateway.url, { email, password });
    await lock();
    expect(codeOf(await attempt())).toBe('RATE_LIMITED');
    expect(codeOf(await attempt({}, home))).toBe('ok');
    expect(await standingOf(person)).toEqual([200]);
    expect((await refresh(gateway.url, tokens.refreshToken)).json.errors).toBeUndefined();
    // There it has a count of its own.
    for (let tries = 0; tries < 4; tries += 1) expect(codeOf(await wrong(home))).toBe('UNAUTHENTICATED');
    expect(codeOf(await attempt({}, home))).toBe('RATE_LIMITED');
  });

  test('has one count, whatever else is in the address that is sent', async () => {
    expect(codeOf(await attempt({}, home))).toBe('ok');
    for (const odd of [`${email}\n${home}`, `${email}","${home}`]) await lock({ email: odd });
    expect(codeOf(await attempt({}, home))).toBe('ok');
  });
});

describe('one address', () => {
  const several = async (from: () => string): Promise<string[]> => {
    const answers: string[] = [];
    for (let tries = 0; tries < 11; tries += 1) {
      answers.push(codeOf(await attempt({ email: nobody() }, from())));
    }
    return answers;
  };
  const refusedAfterNine = [...Array<string>(9).fill('UNAUTHENTICATED'), 'RATE_LIMITED', 'RATE_LIMITED'];

  test('has as many attempts as the operator says, whomever they are for', async () => {
    expect(await several(() => home)).toEqual(refusedAfterNine);
    expect(codeOf(await attempt({}, home))).toBe('RATE_LIMITED');
    expect(codeOf(await attempt())).toBe('ok');
  });

  test('is a whole network where it is IPv6, and the same in either notation where it is IPv4', async () => {
    let host = 0;
    expect(await several(() => `2001:db8::${(host += 1).toString(16)}`)).toEqual(refusedAfterNine);
    expect(codeOf(await attempt({}, '2001:db8:0:0:1::'))).toBe('RATE_LIMITED');
    expect(codeOf(await attempt({}, '2001:db8:0:1::1'))).toBe('ok');
    expect(await several(() => ((host += 1) % 2 ? home : `::ffff:${home}`))).toEqual(refusedAfterNine);
  });

  test('gets nothing back for others by a login that succeeds, and loses nothing by it', async () => {
    for (let tries = 0; tries < 8; tries += 1) await attempt({ email: nobody() }, home);
    for (let tries = 0; tries < 3; tries += 1) expect(codeOf(await attempt({}, home))).toBe('ok');
    expect(codeOf(await wrong(home))).toBe('UNAUTHENTICATED');
    expect(codeOf(await attempt({}, home))).toBe('RATE_LIMITED');
  });
});

describe('over REST', () => {
  test.each([
    ['/api/auth/login', '{"detail":"Too Many Requests"}'],
    ['/api/v1/identity/token/issue', undefined],
  ])('%s counts with all others', async (path, text) => {
    await lock();
    const answer = await anybody(gateway.url).post(
      path,
      { email, password },
      { headers: { tenant: 'root', 'X-Forwarded-For': elsewhere() } },
    );
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(890);
    if (text !== undefined) expect(answer.text).toBe(text);
  });
});

describe('a lockout', () => {
  test('ends by itself, however often somebody tries meanwhile', async () => {
    const short = await startTestApp({ ...limits, LOGIN_LOCKOUT_MINUTES: '0.02' });
    const tryAs = (secret: string) => logIn(short.url, { email: platformAdmin.email, password: secret }, elsewhere());
    for (let tries = 0; tries < 4; tries += 1) await tryAs('wrong');
    const locked = performance.now();
    while (performance.now() - locked < 900) {
      expect(codeOf(await tryAs(platformAdmin.password))).toBe('RATE_LIMITED');
      await wait(100);
    }
    await wait(400);
    expect(codeOf(await tryAs(platformAdmin.password))).toBe('ok');
    await short.stop();
  });

  test('is the same in every process, and outlives them', async () => {
    const { database } = await copyOfTemplate();
    const directory = mkdtempSync(join(tmpdir(), 'tenantry-test-'));
    const config = loadConfig({ ...limits, PORT: '0', DATA_DIR: directory });
    const start = () => startApp(config, { ...database, close: async () => undefined }, { emit: () => undefined });
    const first = await start();
    const second = await start();
    const tryAt = (url: string, secret: string) => logIn(url, { email: platformAdmin.email, password: secret });
    for (const { url } of [first, second, first, second]) expect(codeOf(await tryAt(url, 'x'))).toBe('UNAUTHENTICATED');
    for (const { url } of [first, second])
      expect(codeOf(await tryAt(url, platformAdmin.password))).toBe('RATE_LIMITED');
    await first.stop();
    await second.stop();
    const third = await start();
    expect(codeOf(await tryAt(third.url, platformAdmin.password))).toBe('RATE_LIMITED');
    await third.stop();
    await database.close();
    rmSync(directory, { recursive: true });
  });
});

test('nothing stays of attempts that are over, and nothing readable is stored of any', async () => {
  await lock({ email: 'secretive@example.com' });
  const db = kyselyOf(gateway.app.services.orm.em);
  const rows = await db.selectFrom('login_attempts').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('secretive');
  await db
    .updateTable('login_attempts')
    .set({ until: new Date(Date.now() - 1000) })
    .execute();
  // A login sweeps a hundred of them.
  for (let left = rows.length; left > 0; left -= 100) expect(codeOf(await attempt({}, home))).toBe('ok');
  expect(await db.selectFrom('login_attempts').selectAll().execute()).toHaveLength(1);
});

test('an operator may lift the limits', async () => {
  const lifted = await startTestApp({
    RATE_LIMIT_MULTIPLIER: '1',
    LOGIN_ATTEMPTS: '0',
    LOGIN_ATTEMPTS_PER_ADDRESS: '0',
  });
  const tries = Array.from({ length: 30 }, () => logIn(lifted.url, { email: platformAdmin.email, password: 'wrong' }));
  expect(await codes(tries)).toEqual({ UNAUTHENTICATED: 30 });
  await lifted.stop();
});
