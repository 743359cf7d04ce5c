import { sql } from 'kysely';
import type { Sealed } from '../../entities/sealed-text.js';
import type { Context } from '../../context.js';
import { rootSlug } from '../../entities/tenant.js';
import type { Selection } from '../../selection.js';
import { pendingMigrations } from '../../store/pending-migrations.js';
import { readStores, type StoreReading } from '../../store/read-stores.js';
import { StoreError } from '../../store/store-error.js';
import { storeMigrations, type StoreMigration } from '../../store/store-migrations.js';
import { visibleTenants } from '../../visibility.js';
import { pageSource, type PageArgs, type PageSource } from '../connection.js';
import { pageOf } from '../page.js';
import { orderKeys } from '../tenant/tenant-order.js';
import { tenantColumns, type TenantType } from '../tenant/tenant-type.js';
import type { TenantMigrationType } from './tenant-migration-type.js';

type Row = TenantType & { storeKey: string; storeSlug: string; storeSchema: string; storeSealed: Sealed | null };

type State = Omit<TenantMigrationType, 'tenant' | 'provider'>;

const nothing: State = { lastApplied: null, pending: [], hasPending: false, error: null };

const stateOf = (migrations: readonly StoreMigration[] | StoreError, reading: StoreReading): State => {
  try {
    if (migrations instanceof StoreError) throw migrations;
    if (reading instanceof StoreError) throw reading;
    const pending = pendingMigrations(migrations, reading).map(({ name }) => name);
    return { lastApplied: reading.at(-1)?.name ?? null, pending, hasPending: pending.length > 0, error: null };
  } catch (error) {
    if (error instanceof StoreError) return { ...nothing, error: error.message };
    throw error;
  }
};

const foldersError = (error: unknown): StoreError => {
  if (error instanceof StoreError) return error;
  throw error;
};

/** The platform's own tenant has no store, so that it lacks nothing. */
const statesOf = async ({ db, services }: Context, rows: readonly Row[]): Promise<TenantMigrationType[]> => {
  const { config, vault } = services;
  const stores = rows.flatMap(({ storeKey, storeSlug, storeSchema: schema, storeSealed: sealed }) => {
    if (storeSlug === rootSlug) return [];
    const open = sealed === null ? undefined : () => vault.open(sealed, 'tenant.sealed_connection_string', storeKey);
    return [{ tenantId: storeKey, schema, connectionString: open }];
  });
  const [migrations, readings] = await Promise.all([
    storeMigrations(config.TENANT_MIGRATIONS_DIR).catch(foldersError),
    readStores(db, stores),
  ]);
  const states = new Map([...readings].map(([{ tenantId }, reading]) => [tenantId, stateOf(migrations, reading)]));
  return rows.map((tenant) => ({ tenant, provider: 'postgresql', ...(states.get(tenant.storeKey) ?? nothing) }));
};

/** The tenants that the viewer may see by slug, one page of them, each with what its store says now. */
export const findTenantMigrations = (
  context: Context,
  args: PageArgs,
  ofTenant: Selection,
): PageSource<TenantMigrationType> => {
  const query = context.db.selectFrom('tenant as t').where(visibleTenants(context.viewer));
  const columns = [
    ...tenantColumns(ofTenant, context.viewer),
    sql`t.id`.as('storeKey'),
    sql`t.slug`.as('storeSlug'),
    sql`t.database_name`.as('storeSchema'),
    sql`t.sealed_connection_string`.as('storeSealed'),
  ];
  const tenants = pageOf<Row>({ query, keys: orderKeys([{ field: 'SLUG' }]), columns }, args);
  return pageSource(
    async () => {
      const page = await tenants.page();
      return { ...page, rows: await statesOf(context, page.rows) };
    },
    () => tenants.total(),
  );
};
