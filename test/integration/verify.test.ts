import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sql, type Kysely } from 'kysely';
import { onEmbedded, type OpenDatabase } from '../../src/database.js';
import { openEmbedded } from '../../src/embedded.js';
import { Admin } from '../../src/entities/admin.js';
import type { Database } from '../../src/entities/index.js';
import { Organization } from '../../src/entities/organization.js';
import { Tenant } from '../../src/entities/tenant.js';
import { addCredits, grantToPool, setCreditLimit, useCredits } from '../../src/ledger.js';
import { kyselyOf } from '../../src/orm.js';
import { startArguments } from '../support/npm-start.js';
import { copyOfTemplate } from '../support/template.js';

const directory = mkdtempSync(join(tmpdir(), 'tenantry-verify-'));
const onServer = process.env['DATABASE_URL'] !== undefined;

let server: Awaited<ReturnType<typeof copyOfTemplate>> | undefined;
let admin: number;
let organization: number;

/** The embedded database belongs to one process at a time, so it is closed again before the command runs. */
const open = async (): Promise<OpenDatabase> => server?.database ?? onEmbedded(await openEmbedded(directory));

const within = async <T>(work: (db: OpenDatabase) => Promise<T>): Promise<T> => {
  const database = await open();
  try {
    return await work(database);
  } finally {
    if (!server) await database.close();
  }
};

const execute = (statement: (db: Kysely<Database>) => Promise<unknown>): Promise<unknown> =>
  within(({ orm }) => statement(kyselyOf(orm.em)));

const run = (...names: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const environment = server ? { DATABASE_URL: server.url } : { DATA_DIR: directory, DATABASE_URL: '' };
    execFile(
      process.execPath,
      [...startArguments, ...names],
      { env: { ...process.env, NODE_OPTIONS: '', ...environment } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
  });

/** A reseller who was granted 100, and an organization with 30 of them, 5 bought and 7 used. */
const moveCredits = async ({ orm }: OpenDatabase): Promise<void> =>
  orm.em.fork({ useContext: true }).transactional(async (em) => {
    const reseller = Admin.create({ name: 'Agency', slug: 'agency' });
    await em.persist(reseller).flush();
    const fields = { slug: 'acme', displayName: 'Acme', adminId: reseller.id, databaseName: 'tenant_acme' };
    const tenant = Tenant.create(fields);
    await em.persist(tenant).flush();
    const made = Organization.create(tenant.id, { storageLimitGb: 1, maxUsers: 1, bandwidthLimitGb: 1 });
    await em.persist(made).flush();
    [admin, organization] = [reseller.id, made.id];
    const tx = { em, db: kyselyOf(em), audit: () => undefined, announce: () => undefined };
    const why = { actorId: null, reason: null };
    await grantToPool(tx, admin, 100, why);
    await setCreditLimit(tx, organization, 30, { adminId: admin }, why);
    await addCredits(tx, organization, 5, 'PLATFORM', why);
    await useCredits(tx, organization, 7, why);
  });

beforeAll(async () => {
  if (onServer) server = await copyOfTemplate();
  else await run('migrate');
  await within(moveCredits);
}, 60_000);

afterAll(async () => {
  await server?.database.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('verify', () => {
  test('says that the books are right', async () => {
    expect(await run('verify')).toEqual({ code: 0, stdout: 'Every balance is the sum of its entries.\n', stderr: '' });
  });

  describe('names every balance that is not', () => {
    beforeEach(async () => {
      await execute((db) =>
        sql`update admin set credit_balance = 70, total_granted = 100, total_distributed = 30 where id = ${admin}`.execute(
          db,
        ),
      );
      await execute((db) =>
        sql`update organization set credit_limit = 30, credit_balance = 5, credit_used = 7 where id = ${organization}`.execute(
          db,
        ),
      );
    });

    test.each([
      ['admin', 'credit_balance', 71, 70],
      ['admin', 'total_granted', 99, 100],
      ['admin', 'total_distributed', 31, 30],
      ['organization', 'credit_limit', 31, 30],
      ['organization', 'credit_balance', 6, 5],
      ['organization', 'credit_used', 6, 7],
    ])("%s's %s", async (table, column, planted, entries) => {
      const id = table === 'admin' ? admin : organization;
      await execute((db) =>
        sql`update ${sql.table(table)} set ${sql.ref(column)} = ${planted} where id = ${id}`.execute(db),
      );
      expect(await run('verify')).toEqual({
        code: 1,
        stdout: '',
        stderr: `${table}'s ${column} of number ${id} is ${planted}, its entries make ${entries}.\n`,
      });
    });

    test('an entry that was slipped in, all of them at once', async () => {
      await execute((db) =>
        sql`insert into credit_entry (account, organization_id, kind, amount, balance, created_at)
          values ('ORGANIZATION_USED', ${organization}, 'USAGE', 3, 10, now()),
                 ('ORGANIZATION_LIMIT', ${organization}, 'PLATFORM_LIMIT', -1, 29, now())`.execute(db),
      );
      const { code, stderr } = await run('verify');
      expect([code, stderr]).toEqual([
        1,
        `organization's credit_limit of number ${organization} is 30, its entries make 29.\n` +
          `organization's credit_used of number ${organization} is 7, its entries make 10.\n`,
      ]);
    });
  });

  test('leaves a database alone that is not up to date', async () => {
    await execute((db) => sql`update migration set name = 'renamed' where name = '0002-commerce'`.execute(db));
    expect(await run('verify')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The database does not answer or is not up to date.\n',
    });
  });
});
