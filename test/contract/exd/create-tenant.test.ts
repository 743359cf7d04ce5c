import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { User } from '../../../src/entities/user.js';
import { kyselyOf } from '../../../src/orm.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import type { Answer } from '../../support/clients.js';
import { expectFailure, expectFields, path, requestIdOf, ssoTenant, userId } from '../../support/exd.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

const create = (body: unknown): Promise<Answer> => gateway.superadmin.post(path, body);

const countTenants = async (): Promise<number> => {
  const { total } = await kyselyOf(gateway.app.services.orm.em)
    .selectFrom('tenant')
    .select((eb) => eb.fn.countAll<string>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
};

const membersOf = (slug: string) =>
  kyselyOf(gateway.app.services.orm.em)
    .selectFrom('tenant_membership as m')
    .innerJoin('tenant as t', 't.id', 'm.tenant_id')
    .innerJoin('user as u', 'u.id', 'm.user_id')
    .where('t.slug', '=', slug)
    .orderBy('u.public_id')
    .select(['u.public_id', 'u.status', 'm.role'])
    .execute();

describe('the documented examples', () => {
  test.each([
    [
      'an SSO tenant',
      '{\n"slug": "acme",\n"display_name": "Acme Corp",\n"login_mode": "sso",\n"sso_provider": "acme-oidc",\n"initial_admin_user_ids": ["usr_01HV5Z9R4Y0XJ7A2W8WJ9R7S3A"]\n}',
      '{"slug":"acme","display_name":"Acme Corp","login_mode":"sso","sso_provider":"acme-oidc","email_domain":null,"created_at":"AT","namespace_count":0}',
    ],
    [
      'an email-domain tenant',
      '{\n"slug": "acme-mail",\n"display_name": "Acme Corp",\n"login_mode": "email_domain",\n"email_domain": "acme.example"\n}',
      '{"slug":"acme-mail","display_name":"Acme Corp","login_mode":"email_domain","sso_provider":null,"email_domain":"acme.example","created_at":"AT","namespace_count":0}',
    ],
  ])('%s is created, with the members in the documented order', async (_what, raw, tenant) => {
    const answer = await gateway.superadmin.request('POST', path, {
      raw,
      headers: { 'Content-Type': 'application/json' },
    });
    expect(answer.status).toBe(201);
    const createdAt = answer.json.tenant.created_at as string;
    expect(createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000);
    expect(answer.text).toBe(`{"tenant":${tenant.replace('AT', createdAt)},"request_id":"${requestIdOf(answer)}"}`);
  });

  test('the initial admin of the example is kept a place as tenant admin', async () => {
    expect(await membersOf('acme')).toEqual([
      { public_id: 'usr_01HV5Z9R4Y0XJ7A2W8WJ9R7S3A', status: 'PENDING', role: 'TENANT_ADMIN' },
    ]);
  });
});

describe('fields', () => {
  test('the name defaults to the slug', async () => {
    const answer = await create(ssoTenant('unnamed'));
    expect(answer.json.tenant).toMatchObject({ slug: 'unnamed', display_name: 'unnamed' });
  });

  test.each(['a', 'a-', 'a--b', 'z9', `l${'o'.repeat(61)}g`])('the slug %j is taken', async (slug) => {
    const answer = await create(ssoTenant(slug));
    expect(answer.status).toBe(201);
    expect(answer.json.tenant.slug).toBe(slug);
  });

  test.each(['', '9a', '-a', 'A', 'aB', 'a_b', 'a.b', ' a', 'a ', 'a\n', 'ä', `l${'o'.repeat(62)}g`])(
    'the slug %j is refused',
    async (slug) => {
      expectFields(await create(ssoTenant(slug)), 'slug');
    },
  );

  test.each(['theme', 'migrations', 'me', 'admin', 'api'])('the slug %s is reserved', async (slug) => {
    const message = `The slug '${slug}' is reserved`;
    expectFailure(await create(ssoTenant(slug)), 400, {
      code: 'invalid_request',
      message: `${message}.`,
      details: { fields: [{ field: 'slug', message }] },
    });
  });

  test('what is required is asked for all at once', async () => {
    const message = 'is required';
    const details = { fields: ['slug', 'login_mode'].map((field) => ({ field, message })) };
    expectFailure(await create({}), 400, { code: 'invalid_request', message: 'The request is not valid.', details });
    expectFields(await create({ login_mode: 'sso' }), 'slug', 'sso_provider');
    expectFields(await create({ slug: 'x', login_mode: 'email_domain', sso_provider: 'p' }), 'email_domain');
    expectFields(await create({ slug: 'x', login_mode: 'sso', email_domain: 'x.example' }), 'sso_provider');
  });

  test('names are case-sensitive', async () => {
    expectFields(await create({ Slug: 'a', login_mode: 'sso', sso_provider: 'p' }), 'slug');
  });

  test.each([
    [ssoTenant('own-sso', { email_domain: 'ignored.example' }), { sso_provider: 'acme-oidc', email_domain: null }],
    [ssoTenant('odd-sso', { email_domain: { $ne: null } }), { sso_provider: 'acme-oidc', email_domain: null }],
    [
      { slug: 'own-mail', login_mode: 'email_domain', email_domain: 'own.example', sso_provider: 'ignored' },
      { sso_provider: null, email_domain: 'own.example' },
    ],
    [
      { slug: 'odd-mail', login_mode: 'email_domain', email_domain: 'odd.example', sso_provider: 5 },
      { sso_provider: null, email_domain: 'odd.example' },
    ],
  ])('the other mode’s field is ignored and null: %j', async (body, expected) => {
    const answer = await create(body);
    expect(answer.status).toBe(201);
    expect(answer.json.tenant).toMatchObject(expected);
  });

  test('an e-mail domain is kept in lower case', async () => {
    const body = { slug: 'loud', login_mode: 'email_domain', email_domain: 'LOUD.Example' };
    expect((await create(body)).json.tenant.email_domain).toBe('loud.example');
  });

  test.each(['', 'not a domain', 'a@b.example', 'acme.example.', '-a.example', 'a..b', `${'a'.repeat(64)}.example`])(
    'the e-mail domain %j is refused',
    async (domain) => {
      expectFields(await create({ slug: 'x', login_mode: 'email_domain', email_domain: domain }), 'email_domain');
    },
  );

  test('members that exd does not know are ignored', async () => {
    const answer = await create(ssoTenant('extra', { id: 'other', status: 'SUSPENDED', adminId: 'prt_1', $ne: null }));
    expect(answer.status).toBe(201);
    expect(answer.json.tenant.slug).toBe('extra');
  });
});

describe('initial admins', () => {
  test('known and unknown users become tenant admins, each once', async () => {
    const known = await gateway.build.user();
    const ids = [known.publicId, userId(1), userId(2), userId(1)];
    expect((await create(ssoTenant('staffed', { initial_admin_user_ids: ids }))).status).toBe(201);
    const expected = [
      { public_id: known.publicId, status: 'ACTIVE', role: 'TENANT_ADMIN' },
      { public_id: userId(1), status: 'PENDING', role: 'TENANT_ADMIN' },
      { public_id: userId(2), status: 'PENDING', role: 'TENANT_ADMIN' },
    ];
    const members = await membersOf('staffed');
    expect(members).toHaveLength(expected.length);
    expect(members).toEqual(expect.arrayContaining(expected));
  });

  test('a hundred are taken, one more is not', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => userId(1000 + index));
    expectFields(await create(ssoTenant('crowd', { initial_admin_user_ids: ids })), 'initial_admin_user_ids');
    expect((await create(ssoTenant('crowd', { initial_admin_user_ids: ids.slice(1) }))).status).toBe(201);
    expect(await membersOf('crowd')).toHaveLength(100);
  });

  test.each(['', 'usr_', 'usr_01hv5z9r4y0xj7a2w8wj9r7s3a', 'usr_01HV5Z9R4Y0XJ7A2W8WJ9R7S3I', `${userId(1)}\n`])(
    'the user id %j is refused, by its place',
    async (id) => {
      const answer = await create(ssoTenant('x', { initial_admin_user_ids: [userId(1), id] }));
      expectFields(answer, 'initial_admin_user_ids[1]');
    },
  );

  test('an email-domain tenant ignores them, whatever they hold', async () => {
    const body = { slug: 'all-admins', login_mode: 'email_domain', email_domain: 'all.example' };
    expect((await create({ ...body, initial_admin_user_ids: [userId(1)] })).status).toBe(201);
    expect(await membersOf('all-admins')).toEqual([]);
    const odd = { ...body, slug: 'odd-admins', email_domain: 'odd-admins.example', initial_admin_user_ids: 'x' };
    expect((await create(odd)).status).toBe(201);
  });

  test('many tenants at once may keep a place for the same user', async () => {
    const ids = [userId(21), userId(20)];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        create(ssoTenant(`shared-${index}`, { initial_admin_user_ids: index % 2 ? ids : ids.toReversed() })),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    const em = gateway.app.services.orm.em.fork();
    expect(await em.count(User, { publicId: { $in: ids } })).toBe(2);
  });
});

describe('bad input', () => {
  const scalars = ['slug', 'display_name', 'login_mode', 'sso_provider', 'email_domain'];
  const odd: [string, string][] = [
    ['null', 'null'],
    ['a number', '5'],
    ['a boolean', 'true'],
    ['a condition', '{"$ne":null}'],
    ['an array', '["a"]'],
    ['2^53+1', '9007199254740993'],
    ['1e400', '1e400'],
    ['NUL', '"a\\u0000b"'],
    ['half a surrogate pair', '"a\\ud800b"'],
    ['a text too long', JSON.stringify('a'.repeat(300))],
    ['the empty text', '""'],
  ];
  const listed: [string, string][] = [
    ...odd.filter(([what]) => what !== 'an array'),
    ['a number within', '[5]'],
    ['a list within', '[["a"]]'],
    ['a condition within', '[{"$ne":null}]'],
    ['NUL within', '["usr_\\u0000"]'],
    ['half a surrogate pair within', '["\\udc00"]'],
  ];
  const cases = [
    ...scalars.flatMap((field) => odd.map(([what, json]): [string, string, string] => [field, what, json])),
    ...listed.map(([what, json]): [string, string, string] => ['initial_admin_user_ids', what, json]),
    ['login_mode', 'an unknown word', '"saml"'],
    ['login_mode', 'a word in another case', '"SSO"'],
  ];

  test.each(cases)('%s: %s is refused and nothing is stored', async (field, _what, json) => {
    const before = await countTenants();
    const valid: Record<string, string> = {
      slug: '"bad-input"',
      login_mode: field === 'email_domain' ? '"email_domain"' : '"sso"',
      ...(field === 'email_domain' ? {} : { sso_provider: '"p"' }),
    };
    const members = Object.entries({ ...valid, [field]: json }).map(([name, value]) => `"${name}":${value}`);
    const answer = await gateway.superadmin.request('POST', path, {
      raw: `{${members.join(',')}}`,
      headers: { 'Content-Type': 'application/json' },
    });
    expectFields(answer, /within$/.test(_what) ? `${field}[0]` : field);
    expect(await countTenants()).toBe(before);
  });
});
