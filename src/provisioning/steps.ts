import { announce } from '../bus.js';
import type { Vault } from '../auth/vault.js';
import type { ProvisioningStepName } from '../entities/provisioning.js';
import { kyselyOf, type Orm } from '../orm.js';
import type { Telemetry } from '../telemetry.js';
import type { Attempt } from './attempts.js';
import { migrations, seeds } from './baseline.js';
import { databaseTarget } from './database-target.js';
import { ensureTenantAdmin } from './ensure-tenant-admin.js';
import { StepFailedError } from './step-failed-error.js';
import { ownStore, sharedStore, type Execute, type Store } from './store.js';

/** What the steps work with. */
export interface StepResources {
  readonly orm: Orm;
  readonly vault: Vault;
  readonly telemetry: Telemetry;
}

/** What an attempt is about, as things stand now. */
export interface Subject {
  readonly tenantId: string;
  readonly adminEmail: string | null;
  readonly adminPasswordHash: string | null;
  readonly store: Store;
}

/** @throws StepFailedError where the tenant is gone or its connection string names nothing to connect to */
export const loadSubject = async (attempt: Attempt, { orm, vault }: StepResources): Promise<Subject> => {
  const row = await kyselyOf(orm.em)
    .selectFrom('provisioning as p')
    .innerJoin('tenant as t', 't.id', 'p.tenant_id')
    .where('p.id', '=', attempt.id)
    .where('t.deleted_at', 'is', null)
    .select([
      't.id as tenantId',
      't.admin_email as adminEmail',
      't.database_name as schema',
      't.sealed_connection_string as sealed',
      'p.admin_password_hash as adminPasswordHash',
    ])
    .executeTakeFirst();
  if (!row) throw new StepFailedError('The tenant has been deleted.');
  const { sealed, schema, ...subject } = row;
  if (sealed === null) return { ...subject, store: sharedStore(orm, schema) };
  const connectionString = vault.open(sealed, 'tenant.sealed_connection_string', subject.tenantId);
  return { ...subject, store: ownStore(databaseTarget(connectionString), schema) };
};

/** The schema in the shared database or in the tenant's own, which thereby proves that it answers. */
const makeStore = ({ store }: Subject): Promise<void> =>
  store.transaction(async (execute) => {
    await execute(`create schema if not exists ${store.schema}`);
  });

const applied = async (execute: Execute, schema: string): Promise<ReadonlySet<unknown>> => {
  await execute(`create table if not exists ${schema}.migration (
    name text primary key,
    applied_at timestamptz(3) not null default now()
  )`);
  const rows = await execute(`select name from ${schema}.migration`);
  return new Set(rows.map(({ name }) => name));
};

/** Applies what is missing, all of it or nothing. A worker that comes too late finds nothing to do. */
const migrate = ({ store }: Subject): Promise<void> =>
  store.transaction(async (execute) => {
    await execute('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`tenant store ${store.schema}`]);
    const done = await applied(execute, store.schema);
    for (const { name, up } of migrations) {
      if (done.has(name)) continue;
      for (const statement of up(store.schema)) await execute(statement);
      await execute(`insert into ${store.schema}.migration (name) values ($1)`, [name]);
    }
  });

/** Rows that are there stay as they are, whatever the tenant has made of them. */
const seed = async (subject: Subject, { orm }: StepResources): Promise<void> => {
  const { store } = subject;
  await store.transaction(async (execute) => {
    for (const [statement, values] of seeds(store.schema)) await execute(statement, values);
  });
  await ensureTenantAdmin(orm, subject);
};

/** Tells every gateway process that the tenant is there. */
const warm = ({ tenantId }: Subject, { orm }: StepResources): Promise<void> =>
  announce(kyselyOf(orm.em), 'tenantReady', { tenantId });

/** What each step does. All of them may be run again after any part of them was done. */
export const steps: Readonly<
  Record<ProvisioningStepName, (subject: Subject, resources: StepResources) => Promise<void>>
> = { DATABASE: makeStore, MIGRATIONS: migrate, SEEDING: seed, CACHE_WARM: warm };
