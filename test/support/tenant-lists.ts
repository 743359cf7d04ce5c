import { expect } from '@jest/globals';
import type { TestApp } from './app.js';
import type { Answer } from './clients.js';

export interface TenantRow {
  readonly id: string;
  readonly slug: string;
  readonly displayName: string;
  readonly createdAt: string;
  readonly adminEmail: string | null;
  readonly status: string;
  readonly validUntil: string | null;
  readonly issuer: string | null;
}

const names = [
  'Tie',
  'tie',
  'TIE',
  'Élan',
  'élan',
  '100% Ltd',
  'under_score',
  'back\\slash',
  'a\uFFFDb',
  '😀 smile',
  'Zebra',
  'ﬀ',
];
const pick = <Value>(values: readonly Value[], index: number): Value => values[index % values.length]!;

/** Sixty tenants in which every order has ties, and every column that may be null has nulls. */
export const fillWithTenants = async ({ build }: TestApp): Promise<void> => {
  for (let index = 0; index < 60; index += 1) {
    await build.tenant({
      slug: `list-${String((index * 37) % 60).padStart(2, '0')}`,
      displayName: pick(names, index),
      createdAt: new Date(Date.UTC(2026, 0, 1 + (index % 7), 0, 0, 0, index % 3)),
      adminEmail: pick([null, 'b@example.com', 'A@example.com', 'b@example.com', ''], index),
      status: pick(['ACTIVE', 'ACTIVE', 'SUSPENDED'] as const, index),
      validUntil: pick(
        [
          null,
          new Date('2027-01-01T00:00:00.5Z'),
          new Date('9999-12-31T23:59:59.999Z'),
          new Date('0001-01-01T00:00:00Z'),
        ],
        index,
      ),
      issuer: pick([null, 'https://idp.example.com', 'https://IDP.example.com', null, 'x'.repeat(600)], index),
    });
  }
};

const document = (selection: string): string =>
  `query($first: Int, $after: String, $offset: Int, $clampToLastPage: Boolean, $filter: TenantFilter, $orderBy: [TenantOrder!]) {
    tenants(first: $first, after: $after, offset: $offset, clampToLastPage: $clampToLastPage, filter: $filter, orderBy: $orderBy) { ${selection} }
  }`;

/** One page of tenants as a superadmin sees them. */
export const listTenants = (
  { superadmin }: TestApp,
  variables: Record<string, unknown> = {},
  selection = 'nodes { slug }',
): Promise<Answer> => superadmin.graphql(document(selection), variables);

/** The slugs of one page. */
export const slugsOf = async (gateway: TestApp, variables: Record<string, unknown>): Promise<string[]> => {
  const { json } = await listTenants(gateway, variables);
  expect(json.errors).toBeUndefined();
  const nodes: TenantRow[] = json.data.tenants.nodes;
  return nodes.map(({ slug }) => slug);
};
