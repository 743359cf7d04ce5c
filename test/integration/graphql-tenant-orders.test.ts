import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

const bytes = (text: string | null): Buffer => Buffer.from(text ?? '');
const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
const time = (text: string | null): number => (text === null ? Infinity : Date.parse(text));

/** What each order means: texts by their characters, an absent text first, an absent end last. */
const comparisons: Readonly<Record<string, (a: TenantRow, b: TenantRow) => number>> = {
  SLUG: (a, b) => Buffer.compare(bytes(a.slug), bytes(b.slug)),
  NAME: (a, b) => Buffer.compare(bytes(lower(a.displayName)), bytes(lower(b.displayName))),
  CREATED_AT: (a, b) => time(a.createdAt) - time(b.createdAt),
  ADMIN_EMAIL: (a, b) => Buffer.compare(bytes(a.adminEmail), bytes(b.adminEmail)),
  ACTIVE: (a, b) => Number(a.status === 'ACTIVE') - Number(b.status === 'ACTIVE'),
  VALID_UNTIL: (a, b) => (time(a.validUntil) === time(b.validUntil) ? 0 : time(a.validUntil) - time(b.validUntil)),
  ISSUER: (a, b) => Buffer.compare(bytes(a.issuer), bytes(b.issuer)),
};
const fields = Object.keys(comparisons);
const directions = ['ASC', 'DESC'] as const;

interface Order {
  readonly field: string;
  readonly direction: (typeof directions)[number];
}

/** Ties that an order leaves are broken by the id, in the order of its characters. */
const sorted = (orders: readonly Order[]): string[] =>
  rows
    .toSorted((a, b) => {
      for (const { field, direction } of orders) {
        const sign = comparisons[field]!(a, b);
        if (sign !== 0) return direction === 'ASC' ? sign : -sign;
      }
      return Buffer.compare(bytes(a.id), bytes(b.id));
    })
    .map(({ slug }) => slug);

interface Page {
  readonly nodes: readonly TenantRow[];
  readonly edges: readonly { readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
}

/** Every slug, in pages: each page starts at the cursor that the last one ended with. */
const walk = async (orderBy: readonly Order[], first: number): Promise<string[]> => {
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 100; page += 1) {
    const { json } = await list(
      { orderBy, first, after },
      'nodes { slug } edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor startCursor }',
    );
    expect(json.errors).toBeUndefined();
    const { nodes, edges, pageInfo }: Page = json.data.tenants;
    expect([pageInfo.hasPreviousPage, pageInfo.startCursor, pageInfo.endCursor]).toEqual([
      page > 0,
      edges[0]!.cursor,
      edges.at(-1)!.cursor,
    ]);
    seen.push(...nodes.map(({ slug }) => slug));
    if (!pageInfo.hasNextPage) return seen;
    expect(nodes).toHaveLength(first);
    after = pageInfo.endCursor;
  }
  throw new Error('The list has no end.');
};

const singles = fields.flatMap((field) => directions.map((direction) => [{ field, direction }]));
const pairs = singles.flatMap(([a]) => singles.flatMap(([b]) => (a!.field === b!.field ? [] : [[a!, b!]])));
const named = (orders: readonly Order[]): string =>
  orders.map(({ field, direction }) => `${field} ${direction}`).join(', ');

describe('orders', () => {
  test('every order of the schema is covered', async () => {
    const { json } = await gateway.superadmin.graphql('{ __type(name: "TenantOrderField") { enumValues { name } } }');
    const values: { name: string }[] = json.data.__type.enumValues;
    expect(values.map(({ name }) => name).sort()).toEqual(fields.toSorted());
  });

  test.each(singles.map((orders) => ({ name: named(orders), orders })))(
    'a walk by $name meets every row once, in order',
    async ({ orders }) => {
      expect(await walk(orders, 7)).toEqual(sorted(orders));
    },
  );

  test.each(singles.map(([first]) => first!))('so does one by $field $direction and any other', async (first) => {
    const faults: string[] = [];
    for (const orders of pairs.filter(([a]) => a!.field === first.field && a!.direction === first.direction)) {
      const found = await walk(orders, 25);
      if (found.join() !== sorted(orders).join()) faults.push(named(orders));
    }
    expect(faults).toEqual([]);
  });

  test('so does one by all of them, by one twice, and by none', async () => {
    const all = [...fields].reverse().map((field): Order => ({ field, direction: 'DESC' }));
    expect(await walk(all, 13)).toEqual(sorted(all));
    const twice: Order[] = [
      { field: 'ISSUER', direction: 'ASC' },
      { field: 'ISSUER', direction: 'DESC' },
    ];
    expect(await walk(twice, 13)).toEqual(sorted(twice));
    expect(await walk([], 13)).toEqual(sorted([]));
  });

  test('the newest come first unless an order is given, also where it is null', async () => {
    const newest = sorted([{ field: 'CREATED_AT', direction: 'DESC' }]);
    expect(await slugs({ first: 100 })).toEqual(newest);
    expect(
      await slugs({ first: 100, orderBy: null, after: null, offset: null, filter: null, clampToLastPage: null }),
    ).toEqual(newest);
  });

  test('a direction that is null is ascending', async () => {
    expect(await slugs({ first: 100, orderBy: [{ field: 'SLUG', direction: null }] })).toEqual(
      sorted([{ field: 'SLUG', direction: 'ASC' }]),
    );
  });

  test('more keys than there are orders are refused', async () => {
    const orderBy = Array.from({ length: fields.length + 1 }, () => ({ field: 'NAME' }));
    expect((await list({ orderBy })).json.errors[0].extensions).toMatchObject({
      code: 'INVALID',
      violations: [{ path: ['orderBy'], code: 'TOO_LONG' }],
    });
  });
});
