import type { Vault } from '../auth/vault.js';
import type { ProvisioningStepName } from '../entities/provisioning.js';
import { kyselyOf, type Orm } from '../orm.js';
import { migrateStore, type Hold } from '../store/migrate-store.js';
import { StoreError } from '../store/store-error.js';
import { storeMigrations } from '../store/store-migrations.js';
import { ownStore, sharedStore, type SharedDatabase, type Store } from '../store/store.js';
import type { Telemetry } from '../telemetry.js';
import { telling, type Telling } from '../write.js';
import type { Attempt } from './attempts.js';
import { ensureTenantAdmin } from './ensure-tenant-admin.js';
import { assertHeld, assertHeldIn, holding, makeFence } from './lease.js';
import { seeds } from './seeds.js';

/** What the steps work with. */
export interface StepResources extends SharedDatabase {
  readonly vault: Vault;
  readonly telemetry: Telemetry;
  /** The folder of the operator's migrations, if there is one. */
  readonly migrationsDirectory: string | undefined;
}

/** What an attempt is about, as things stand now. */
export interface Subject {
  readonly attempt: Attempt;
  readonly tenantId: string;
  readonly adminEmail: string | null;
  readonly adminPasswordHash: string | null;
  readonly store: Store;
}

/** How long a step may take in the store, apart from migrations. */
const seconds = 15;

/** @throws StoreError where the tenant is gone or its connection string names nothing to connect to */
export const loadSubject = async (attempt: Attempt, { vault, ...shared }: StepResources): Promise<Subject> => {
  const row = await kyselyOf(shared.orm.em)
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
  if (!row) throw new StoreError('The tenant has been deleted.');
  const { sealed, schema, ...subject } = row;
  const { tenantId } = subject;
  const store =
    sealed === null
      ? sharedStore(shared, schema)
      : ownStore(vault.open(sealed, 'tenant.sealed_connection_string', tenantId), schema);
  return { attempt, ...subject, store };
};

/** The schema in the shared database or in the tenant's own, which thereby proves that it answers. */
const makeStore = ({ attempt, store }: Subject): Promise<void> =>
  store.transaction(async (execute) => {
    await execute(`create schema if not exists ${store.schema}`);
    if (!store.isShared) await makeFence(execute, store);
    await assertHeldIn(execute, store, attempt);
  }, seconds);

const hold = ({ store, attempt }: Subject): Hold => holding(store, attempt);

const migrate = async (subject: Subject, { migrationsDirectory }: StepResources): Promise<void> =>
  migrateStore(subject.store.schema, await storeMigrations(migrationsDirectory), hold(subject));

/** A transaction of the gateway's own database. */
const write = (orm: Orm, { attempt }: Subject, work: (tx: Telling) => Promise<void>): Promise<void> =>
  telling(orm, async (tx) => {
    await assertHeld(tx.db, attempt);
    await work(tx);
  });

/** Rows that are there stay as they are, whatever the tenant has made of them. */
const seed = async (subject: Subject, { orm }: StepResources): Promise<void> => {
  await hold(subject)(async (execute) => {
    for (const [statement, values] of seeds(subject.store.schema)) await execute(statement, values);
  }, seconds);
  await write(orm, subject, (tx) => ensureTenantAdmin(tx, subject));
};

/** Tells every gateway process that the tenant is there. */
const warm = (subject: Subject, { orm }: StepResources): Promise<void> =>
  write(orm, subject, async (tx) => {
    tx.announce('tenantReady', () => ({ tenantId: subject.tenantId }));
  });

/** What each step does. All of them may be run again after any part of them was done. */
export const steps: Readonly<
  Record<ProvisioningStepName, (subject: Subject, resources: StepResources) => Promise<void>>
> = { DATABASE: makeStore, MIGRATIONS: migrate, SEEDING: seed, CACHE_WARM: warm };
