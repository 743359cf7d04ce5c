import { expect } from '@jest/globals';
import { CompiledQuery } from 'kysely';
import type { OpenDatabase } from '../../src/database.js';
import { Admin } from '../../src/entities/admin.js';
import { storeName } from '../../src/entities/store-name.js';
import { Tenant } from '../../src/entities/tenant.js';
import type { Jobs } from '../../src/jobs.js';
import { kyselyOf } from '../../src/orm.js';
import { startProvisioning } from '../../src/start-provisioning.js';
import type { Write } from '../../src/write.js';

/** A tenant whose first attempt waits to be begun. */
export interface Queued {
  readonly id: string;
  readonly slug: string;
  readonly email: string;
  readonly schema: string;
  readonly correlationId: string;
  readonly passwordHash: string | null;
}

/** Makes a tenant as its creation does, without a gateway. */
export const queueTenant = (
  { orm }: OpenDatabase,
  jobs: Jobs,
  slug: string,
  seal?: (tenantId: string) => Tenant['sealedConnectionString'],
): Promise<Queued> =>
  orm.em.fork({ useContext: true }).transactional(async (em) => {
    const db = kyselyOf(em);
    const { id: adminId } = await em.findOneOrFail(Admin, { platform: true });
    const email = `${slug}@example.com`;
    const passwordHash = 'a hash';
    const schema = await storeName(db, slug);
    const tenant = Tenant.create({ slug, displayName: slug, adminId, adminEmail: email, databaseName: schema });
    if (seal) tenant.sealedConnectionString = seal(tenant.id);
    await em.persist(tenant).flush();
    const tx = { em, db, jobs, audit: () => undefined, announce: () => undefined } satisfies Write;
    const { correlationId } = await startProvisioning(tx, tenant.id, passwordHash);
    return { id: tenant.id, slug, email, schema, correlationId, passwordHash };
  });

export type Rows = readonly Record<string, unknown>[];

export const ask = async ({ orm }: OpenDatabase, statement: string, ...values: unknown[]): Promise<Rows> => {
  const { rows } = await kyselyOf(orm.em).executeQuery<Record<string, unknown>>(CompiledQuery.raw(statement, values));
  return rows;
};

/** Waits until an attempt has ended. @throws after a minute */
export const ended = async (database: OpenDatabase, { correlationId }: Queued): Promise<Record<string, unknown>> => {
  for (const until = Date.now() + 60_000; Date.now() < until;) {
    const [row] = await ask(database, 'select * from provisioning where correlation_id = $1', correlationId);
    if (row && (row['status'] === 'COMPLETED' || row['status'] === 'FAILED')) return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The attempt does not end.');
};

/** The tenants' schemas that there are, and those that there should be. */
export const expectNoOrphans = async (database: OpenDatabase): Promise<void> => {
  const there = await ask(
    database,
    `select schema_name as name from information_schema.schemata where starts_with(schema_name, 'tenant_') order by 1`,
  );
  const known = await ask(
    database,
    `select t.database_name as name from tenant t where sealed_connection_string is null and exists (
       select from provisioning_step s join provisioning p on p.id = s.provisioning_id
       where p.tenant_id = t.id and s.step = 'DATABASE' and s.status = 'COMPLETED') order by 1`,
  );
  expect(there).toEqual(known);
};

/** The only attempt of a tenant that was made through an API, without a password. */
export const queuedOf = async (database: OpenDatabase, slug: string): Promise<Queued> => {
  const [row] = await ask(
    database,
    `select t.id, t.slug, t.admin_email as email, t.database_name as schema, p.correlation_id as "correlationId",
      null as "passwordHash" from tenant t join provisioning p on p.tenant_id = t.id where t.slug = $1`,
    slug,
  );
  return row as unknown as Queued;
};

/** What the rows of an attempt and of its tenant's admin should be, each once, whatever happened on the way. */
const expectRows = async (
  database: OpenDatabase,
  { id, email, correlationId, passwordHash }: Queued,
): Promise<void> => {
  expect(
    await ask(
      database,
      `select p.status, p.lease_until, p.admin_password_hash, s.step, s.status as "stepStatus", s.error
       from provisioning p join provisioning_step s on s.provisioning_id = p.id where p.tenant_id = $1 order by s.id`,
      id,
    ),
  ).toEqual(
    ['DATABASE', 'MIGRATIONS', 'SEEDING', 'CACHE_WARM'].map((step) => ({
      ...{ status: 'COMPLETED', lease_until: null, admin_password_hash: null },
      ...{ step, stepStatus: 'COMPLETED', error: null },
    })),
  );
  const audits = await ask(database, 'select action from audit_log where target_id = $1 order by id', correlationId);
  expect(audits).toEqual([{ action: 'provisioning.started' }, { action: 'provisioning.completed' }]);
  expect(
    await ask(
      database,
      `select u.password_hash, m.role from "user" u left join tenant_membership m on m.user_id = u.id where u.email = $1`,
      email,
    ),
  ).toEqual([{ password_hash: passwordHash, role: 'TENANT_ADMIN' }]);
};

/** All that a completed attempt leaves. Its store may stand in a database of its own. */
export const expectWhole = async (database: OpenDatabase, queued: Queued, store = database): Promise<void> => {
  await expectRows(database, queued);
  const { schema } = queued;
  expect(
    await ask(
      store,
      `select (select count(*)::int from "${schema}".role) as roles, (select count(*)::int from "${schema}".permission) as permissions,
        (select count(*)::int from "${schema}".role_permission) as rights, (select count(*)::int from "${schema}".setting) as settings,
        (select count(*)::int from "${schema}".migration) as migrations`,
    ),
  ).toEqual([{ roles: 3, permissions: 5, rights: 10, settings: 2, migrations: 2 }]);
};
