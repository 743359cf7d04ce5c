import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Tenant } from '../../src/entities/tenant.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { fillWithTenants, listTenants, slugsOf, type TenantRow } from '../support/tenant-lists.js';

let gateway: TestApp;
let rows: TenantRow[];
beforeAll(async () => {
  gateway = await startTestApp();
  await fillWithTenants(gateway);
  const every = 'nodes { id slug displayName createdAt adminEmail status validUntil issuer }';
  rows = (await list({ first: 200 }, every)).json.data.tenants.nodes;
}, 60_000);
afterAll(() => gateway.stop());

const list = (variables?: Record<string, unknown>, selection?: string): Promise<Answer> =>
  listTenants(gateway, variables, selection);
const slugs = (variables: Record<string, unknown>): Promise<string[]> => slugsOf(gateway, variables);

describe('pages', () => {
  const total = 61;
  const page = async (variables: Record<string, unknown>): Promise<unknown> => {
    const { json } = await list(variables, 'nodes { slug } totalCount offset pageInfo { hasNextPage hasPreviousPage }');
    if (json.errors) return json.errors[0].extensions;
    const { nodes, pageInfo, ...rest } = json.data.tenants;
    return { rows: nodes.length, ...rest, ...pageInfo };
  };

  test.each([
    [{}, { rows: 50, offset: 0, hasNextPage: true, hasPreviousPage: false }],
    [{ first: null }, { rows: 50, offset: 0, hasNextPage: true, hasPreviousPage: false }],
    [{ first: 0 }, { rows: 0, offset: 0, hasNextPage: true, hasPreviousPage: false }],
    [{ first: 200 }, { rows: 61, offset: 0, hasNextPage: false, hasPreviousPage: false }],
    [{ first: 61 }, { rows: 61, offset: 0, hasNextPage: false, hasPreviousPage: false }],
    [{ first: 60 }, { rows: 60, offset: 0, hasNextPage: true, hasPreviousPage: false }],
    [
      { first: 10, offset: 55 },
      { rows: 6, offset: 55, hasNextPage: false, hasPreviousPage: true },
    ],
    [
      { first: 10, offset: 61 },
      { rows: 0, offset: 61, hasNextPage: false, hasPreviousPage: true },
    ],
    [
      { first: 10, offset: 2_147_483_647 },
      { rows: 0, offset: 2_147_483_647, hasNextPage: false, hasPreviousPage: true },
    ],
    [
      { first: 10, offset: 5, clampToLastPage: true },
      { rows: 10, offset: 5, hasNextPage: true, hasPreviousPage: true },
    ],
    [
      { first: 10, offset: 500, clampToLastPage: true },
      { rows: 1, offset: 60, hasNextPage: false, hasPreviousPage: true },
    ],
    [
      { first: 61, offset: 500, clampToLastPage: true },
      { rows: 61, offset: 0, hasNextPage: false, hasPreviousPage: false },
    ],
    [
      { first: 0, offset: 500, clampToLastPage: true },
      { rows: 0, offset: 500, hasNextPage: false, hasPreviousPage: true },
    ],
  ])('%j', async (variables, expected) => {
    expect(await page(variables)).toEqual({ ...expected, totalCount: total });
  });

  test('an empty list clamps to its beginning', async () => {
    const filter = { statusIn: [] };
    expect(await page({ filter, first: 10, offset: 20, clampToLastPage: true })).toEqual({
      rows: 0,
      offset: 0,
      totalCount: 0,
      hasNextPage: false,
      hasPreviousPage: false,
    });
  });

  test.each([
    [{ first: -1 }, 'first', 'TOO_SMALL', 0],
    [{ first: 1001 }, 'first', 'TOO_LARGE', 1000],
    [{ offset: -1 }, 'offset', 'TOO_SMALL', 0],
  ])('%j is refused', async (variables, field, code, limit) => {
    expect(await page(variables)).toEqual({
      code: 'INVALID',
      violations: [{ path: [field], code, limit, expected: 'number', message: expect.any(String) }],
    });
  });
});

describe('cursors', () => {
  const b64 = (text: string | Buffer): string => Buffer.from(text as string).toString('base64url');
  const refused = {
    code: 'INVALID',
    violations: [{ path: ['after'], code: 'FORMAT', message: 'not a cursor of this list', expected: 'cursor' }],
  };
  const fault = async (variables: Record<string, unknown>): Promise<unknown> =>
    (await list(variables)).json.errors?.[0].extensions;

  test('by slug alone it is base64url of the slug', async () => {
    const { json } = await list({ first: 1, orderBy: [{ field: 'SLUG' }] }, 'edges { cursor }');
    expect(json.data.tenants.edges).toEqual([{ cursor: b64('list-00') }]);
  });

  test('one of another order is refused', async () => {
    const { json } = await list({ first: 1, orderBy: [{ field: 'NAME' }] }, 'pageInfo { endCursor }');
    const after = json.data.tenants.pageInfo.endCursor;
    for (const field of ['SLUG', 'CREATED_AT', 'ACTIVE', 'VALID_UNTIL']) {
      expect([field, await fault({ after, orderBy: [{ field }] })]).toEqual([field, refused]);
    }
    expect(await fault({ after, orderBy: [{ field: 'NAME' }, { field: 'ISSUER' }] })).toEqual(refused);
  });

  test.each([
    ['no base64url', 'not a cursor!'],
    ['padding', `${b64('2026-01-01 00:00:00+00\u0000tnt_1')}=`],
    ['standard base64', '+/+/'],
    ['one character', 'A'],
    ['bytes that are no UTF-8', b64(Buffer.from([0xff, 0xfe, 0x00, 0x41]))],
    ['half a surrogate pair', b64(Buffer.from([0xed, 0xa0, 0x80, 0x00, 0x41]))],
    ['too few parts', b64('2026-01-01 00:00:00+00')],
    ['too many parts', b64('2026-01-01 00:00:00+00\u0000a\u0000b')],
    ['no time', b64('yesterday\u0000tnt_1')],
    ['a month that is none', b64('2026-13-01 00:00:00+00\u0000tnt_1')],
    ['a day that is none', b64('2026-02-30 00:00:00+00\u0000tnt_1')],
    ['an hour that is none', b64('2026-01-01 99:99:99+00\u0000tnt_1')],
    ['the year 0', b64('0000-01-01 00:00:00+00\u0000tnt_1')],
    ['a year of six digits', b64('999999-01-01 00:00:00+00\u0000tnt_1')],
    ['another zone', b64('2026-01-01 00:00:00+01\u0000tnt_1')],
    ['SQL', b64("2026-01-01 00:00:00+00'; drop table tenant; --\u0000tnt_1")],
  ])('%s is refused', async (_name, after) => {
    expect(await fault({ after })).toEqual(refused);
  });

  test('an empty one is none', async () => {
    expect(await slugs({ after: '', first: 100 })).toHaveLength(61);
  });
});

describe('filters', () => {
  const namesOf = (found: string[]): Set<string> =>
    new Set(rows.filter(({ slug }) => found.includes(slug)).map(({ displayName }) => displayName));
  const search = async (text: string): Promise<string[]> => slugs({ first: 200, filter: { search: text } });

  test('search takes %, _ and \\ literally', async () => {
    expect(namesOf(await search('100% Ltd'))).toEqual(new Set(['100% Ltd']));
    expect(namesOf(await search('%'))).toEqual(new Set(['100% Ltd']));
    expect(namesOf(await search('_'))).toEqual(new Set(['under_score']));
    expect(namesOf(await search('\\'))).toEqual(new Set(['back\\slash']));
    expect(await search('%%')).toEqual([]);
    expect(await search("'; drop table tenant; --")).toEqual([]);
  });

  test('search finds part of the name, slug or contact address in any case, or the whole id', async () => {
    const tenant = await gateway.build.tenant({
      slug: 'findable',
      displayName: 'Quite Different',
      contactEmail: 'Somebody@Example.org',
    });
    for (const text of ['INDABL', 'te DIFF', 'body@example.ORG', tenant.id])
      expect([text, await search(text)]).toEqual([text, ['findable']]);
    expect(await search(tenant.id.slice(0, -1))).toEqual([]);
    await gateway.build.change(async (em) => {
      (await em.findOneOrFail(Tenant, tenant.id)).delete();
    });
    expect(await search('findable')).toEqual([]);
  });

  test('an empty search, and null for every filter, leaves nothing out', async () => {
    expect(await search('')).toHaveLength(61);
    expect(
      await slugs({ first: 200, filter: { search: null, statusIn: null, adminId: null, hasLoginMode: null } }),
    ).toHaveLength(61);
  });

  test('statusIn takes any of its values; an empty list finds nothing', async () => {
    const suspended = rows.filter(({ status }) => status === 'SUSPENDED').length;
    expect(await slugs({ first: 200, filter: { statusIn: ['SUSPENDED'] } })).toHaveLength(suspended);
    expect(await slugs({ first: 200, filter: { statusIn: ['SUSPENDED', 'ACTIVE', 'ACTIVE'] } })).toHaveLength(61);
    expect(await slugs({ first: 200, filter: { statusIn: ['DELETED'] } })).toEqual([]);
    expect(await slugs({ first: 200, filter: { statusIn: [] } })).toEqual([]);
  });

  test('adminId and hasLoginMode', async () => {
    const { admin } = await gateway.build.reseller();
    await gateway.build.tenant({ slug: 'resold', adminId: admin.id, login: { mode: 'SSO', ssoProvider: 'okta' } });
    expect(await slugs({ filter: { adminId: admin.publicId } })).toEqual(['resold']);
    expect(await slugs({ filter: { adminId: 'prt_unknown' } })).toEqual([]);
    expect(await slugs({ filter: { hasLoginMode: true } })).toEqual(['resold']);
    expect(await slugs({ first: 200, filter: { hasLoginMode: false } })).toHaveLength(61);
    expect(await slugs({ filter: { adminId: admin.publicId, hasLoginMode: false } })).toEqual([]);
  });
});
