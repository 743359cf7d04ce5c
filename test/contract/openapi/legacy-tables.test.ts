import { describe, expect, test } from '@jest/globals';
import { dialectNames } from '../../../src/rest/endpoint.js';
import { contractOf } from '../../support/documents.js';
import { legacyTables, type Row } from '../../support/legacy-tables.js';

/** What the gateway may answer whatever it is asked for. */
const anywhere = [400, 401, 403, 413, 415, 429, 500, 503];

/** Headers that an API takes with whatever is asked for. */
const common = ['tenant', 'X-Correlation-ID', 'X-Organization-ID', 'X-Api-Dialect'];

interface Parameter {
  readonly name: string;
  readonly in: string;
}

describe.each(dialectNames)('%s', (dialect) => {
  const { document } = contractOf(dialect);
  /* eslint-disable @typescript-eslint/no-explicit-any -- a document is JSON of many shapes */
  const documented: Record<string, any> = Object.fromEntries(
    Object.entries<object>(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
    ),
  );
  const rows = Object.entries<Row>(legacyTables[dialect]);

  test('has the endpoints of the legacy documentation, and no others', () => {
    expect(Object.keys(documented).sort()).toEqual(rows.map(([route]) => route).sort());
  });

  test.each(rows)('%s takes the parameters of the table, and no others', (route, row) => {
    const named = (place: string): string[] =>
      (documented[route].parameters as Parameter[]).filter((given) => given.in === place).map(({ name }) => name);
    expect(named('query').sort()).toEqual([...(row.query ?? [])].sort());
    expect(named('path')).toEqual([...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    const headers = named('header').filter((name) => row.headers?.includes(name) || !common.includes(name));
    expect(headers.sort()).toEqual([...(row.headers ?? [])].sort());
  });

  test.each(rows)('%s takes the body of the table, and no other', (route, row) => {
    const [content] = Object.values<any>(documented[route].requestBody?.content ?? {});
    const schema = content && contractOf(dialect).at((content.schema.$ref as string).slice(2))[1];
    const required = (schema?.required ?? []) as string[];
    const members = Object.keys((schema?.properties ?? {}) as object);
    expect(members.map((name) => (required.includes(name) ? `${name}!` : name)).sort()).toEqual(
      [...(row.body ?? [])].sort(),
    );
  });

  test.each(rows)('%s answers with the statuses of the table, and no others', (route, { statuses }) => {
    const given = Object.keys(documented[route].responses as object).map(Number);
    expect(statuses.filter((status) => !given.includes(status))).toEqual([]);
    expect(given.filter((status) => !statuses.includes(status) && !anywhere.includes(status))).toEqual([]);
  });
});
