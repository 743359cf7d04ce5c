import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { authorizationPage } from '../../src/authorization-page.js';
import { permissions, restAccess } from '../../src/permissions.js';

const page = authorizationPage();

/** The row of a field or a door, its cells without the first. */
const rowOf = (name: string): string[] => {
  const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
  return row.split(' | ').slice(1);
};

describe('docs/authorization.md', () => {
  test('is what the policy table says now', () => {
    expect(readFileSync('docs/authorization.md', 'utf8')).toBe(page);
  });

  test('has a row for every root field and every door of a legacy API', () => {
    const names = [...Object.values(permissions).flatMap((table) => Object.keys(table)), ...Object.keys(restAccess)];
    expect(names.filter((name) => rowOf(name).length === 0)).toEqual([]);
  });

  test('says who may, and on what', () => {
    const may = (row: string[]) => row.slice(0, 6).map((cell) => cell === 'yes');
    expect(may(rowOf('viewer'))).toEqual([true, true, true, true, true, true]);
    expect(may(rowOf('auditLogs'))).toEqual([false, false, false, true, true, true]);
    expect(may(rowOf('createTenant'))).toEqual([false, false, false, false, false, true]);
    expect(rowOf('updateTenant').slice(6)).toEqual(['tenant', 'superadmin |']);
    expect(rowOf('grantTenantAdmin').slice(6)).toEqual(['tenant', 'administers the tenant |']);
    expect(rowOf('tenant').slice(6)).toEqual(['tenant', 'everybody who may call |']);
  });
});
