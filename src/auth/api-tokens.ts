import { sql, type Kysely } from 'kysely';
import type { ApiTokenKind } from '../entities/api-token.js';
import type { Database } from '../entities/index.js';
import { graceDaysLeft } from '../entities/subscription.js';
import { newSecret } from '../ids.js';
import { hashSecret } from './secret-hash.js';
import {
  anonymous,
  credentialsInvalid,
  refuseUnusable,
  tenantState,
  type TenantState,
  type Viewer,
  type ViewerTenant,
} from './viewer.js';

/** How exactly the last use of a token is known. It saves a write for all but one request of a minute. */
const usedWithin = sql`interval '1 minute'`;

const pattern = /^exd_(?:admin|tenant|read|write|client)_[0-9A-Za-z]{43}$/;

/** Whether a bearer token is meant as one of exd's service tokens. */
export const isApiToken = (token: string): boolean => token.startsWith('exd_');

/** A new token as its bearer will show it. Its prefix is for people; what counts is the row that its hash finds. */
export const newApiToken = (type: ApiTokenKind): string => `exd_${type.toLowerCase()}_${newSecret()}`;

interface Row {
  readonly id: string;
  readonly type: ApiTokenKind;
  readonly name: string;
  readonly unseen: boolean;
  readonly tenant_id: string | null;
  readonly slug: string | null;
  readonly state: TenantState;
  readonly grace_days_left: number | null;
}

const loadRow = async (db: Kysely<Database>, token: string): Promise<Row | undefined> => {
  const { rows } = await sql<Row>`
    select k.id, k.type, k.name, coalesce(k.last_used_at < now() - ${usedWithin}, true) as unseen,
      t.id as tenant_id, t.slug, ${tenantState} as state, ${graceDaysLeft} as grace_days_left
    from api_token k left join tenant t on t.id = k.tenant_id and t.deleted_at is null
    where k.token_hash = ${hashSecret(token)} and k.revoked_at is null
      and (k.expires_at is null or k.expires_at > now())`.execute(db);
  return rows[0];
};

const markUsed = async (db: Kysely<Database>, id: string): Promise<void> => {
  await sql`update api_token set last_used_at = now()
    where id = ${id} and (last_used_at is null or last_used_at < now() - ${usedWithin})`.execute(db);
};

const rightsOf = ({
  type,
  tenant_id: id,
  slug,
  state,
  grace_days_left,
}: Row): Pick<Viewer, 'role' | 'tenants' | 'tenant'> => {
  if (type === 'ADMIN') return { role: 'SUPERADMIN', tenants: [], tenant: null };
  if (id === null || slug === null) throw credentialsInvalid();
  refuseUnusable(state);
  if (type !== 'TENANT') return { role: 'NONE', tenants: [], tenant: null };
  const tenant: ViewerTenant = { id, slug, role: 'TENANT_ADMIN', graceDaysLeft: grace_days_left };
  return { role: 'TENANT_ADMIN', tenants: [tenant], tenant };
};

/**
 * The viewer behind one of exd's service tokens. It is no user and inherits nothing from whoever made it; tokens of
 * flags (read, write, client) are known here but may do nothing.
 * @throws UNAUTHENTICATED for a token that is unknown, revoked or expired, or whose tenant is gone
 * @throws FORBIDDEN where its tenant is suspended or expired
 */
export const loadApiTokenViewer = async (db: Kysely<Database>, token: string): Promise<Viewer> => {
  const row = pattern.test(token) ? await loadRow(db, token) : undefined;
  if (!row) throw credentialsInvalid();
  const rights = rightsOf(row);
  if (row.unseen) await markUsed(db, row.id);
  return { ...anonymous, ...rights, credential: 'API_TOKEN', subject: row.id, name: row.name };
};
