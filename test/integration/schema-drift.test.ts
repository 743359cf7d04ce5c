import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrations } from '../../src/migrations/index.js';
import { isReady } from '../../src/orm.js';
import { startTestApp, type TestApp } from '../support/app.js';

let gateway: TestApp;
beforeAll(async () => {
  gateway = await startTestApp();
});
afterAll(() => gateway.stop());

test('the migrations make what the entities describe, and the triggers and policies that no entity can', async () => {
  const { orm } = gateway.app.services;
  const text = await orm.schema.getUpdateSchemaSQL({ wrap: false, safe: false });
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const beyondEntities = [
    ...[/(audit_log|credit_entry)_is_append_only/, /announces?_footing/, /"migration"/],
    ...[/keeps_tally_/, /_tally_(inserted|updated|deleted)/, /tally_(change|add)/],
    ...[/"tenant_(newest|by_name|trigrams|gone)"/, /"organization_newest"/, /extension .*pg_trgm/],
    ...[/^drop policy "writer_/, /disable row level security;$/, /^drop function if exists "(writer_|must_touch")/],
  ];
  expect(lines.filter((line) => !beyondEntities.some((pattern) => pattern.test(line)))).toEqual([]);
});

test('a database that lacks a migration is not ready', async () => {
  const { orm } = gateway.app.services;
  expect(await isReady(orm)).toBe(true);
  const last = migrations.at(-1)!.name;
  await orm.em.getConnection().execute('update migration set name = ? where name = ?', ['renamed', last]);
  expect(await isReady(orm)).toBe(false);
  expect((await gateway.superadmin.get('/health/ready')).status).toBe(503);
  await orm.em.getConnection().execute('update migration set name = ? where name = ?', [last, 'renamed']);
  expect(await isReady(orm)).toBe(true);
});
