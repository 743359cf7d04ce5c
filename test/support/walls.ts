import type { Estate } from './estate.js';

/** Whoever may write: everybody from `reseller` on is of one estate, and another estate stands beside it. */
export const writers = [
  'platform',
  'superadmin',
  'anonymous',
  'readsOnly',
  'reseller',
  'tenantAdmin',
  'apiToken',
  'editor',
] as const;
export type Writer = (typeof writers)[number];

export type Row = Readonly<Record<string, unknown>>;

/** Whose estate it is, with the numbers of the writers' users. */
export interface Home extends Estate {
  readonly users: Readonly<Record<Writer, number | null>>;
  /** The id of the tenant admin's session. */
  readonly session: string;
}

type Reach = (writer: Writer, row: Row, home: Home) => boolean;
type Verb = 'insert' | 'update' | 'delete';
type Wall = Readonly<Partial<Record<Verb, Reach>>>;

const superadmins: Reach = (writer) => writer === 'platform' || writer === 'superadmin';
const anybody: Reach = () => true;
const or =
  (...all: readonly Reach[]): Reach =>
  (...asked) =>
    all.some((one) => one(...asked));

const isAdminOf = (writer: Writer): boolean => writer === 'tenantAdmin' || writer === 'apiToken';
const admins: Reach = (writer, row, { tenant }) => isAdminOf(writer) && row['tenant_id'] === tenant.id;
const below: Reach = (writer, row, { admin, suspendedTenant, bareTenant, tenant, organization }) =>
  writer === 'reseller' &&
  ([tenant.id, suspendedTenant.id, bareTenant.id].includes(String(row['tenant_id'] ?? row['id'])) ||
    row['organization_id'] === organization.id ||
    row['admin_id'] === admin.id);
const ofUser =
  (column: string): Reach =>
  (writer, row, { users }) =>
    users[writer] !== null && row[column] === users[writer];

const ofSession: Reach = (writer, row, { session }) => writer === 'tenantAdmin' && row['session_id'] === session;
const everyVerb = (reach: Reach): Wall => ({ insert: reach, update: reach, delete: reach });

/** Of which tables each writer may put in, change and take out which rows; what has no line may not be done to any. */
export const walls: Readonly<Record<string, Wall>> = {
  tenant: {
    insert: superadmins,
    update: or(superadmins, below, (writer, { id }, { tenant }) => isAdminOf(writer) && id === tenant.id),
  },
  // Triggers alone write it.
  tally: {},
  tenant_membership: everyVerb(or(superadmins, admins)),
  namespace: { insert: or(superadmins, admins), delete: or(superadmins, admins) },
  api_token: { insert: or(superadmins, admins), update: or(superadmins, admins) },
  oauth_client: { insert: superadmins, update: superadmins, delete: superadmins },
  organization: { insert: superadmins, update: or(superadmins, below, admins) },
  bandwidth_period: { insert: superadmins, update: superadmins },
  usage_report: { insert: superadmins, delete: superadmins },
  admin: {
    insert: superadmins,
    update: or(superadmins, (writer, { id }, { admin }) => writer === 'reseller' && id === admin.id),
  },
  partner_group: everyVerb(superadmins),
  credit_entry: {
    insert: or(superadmins, (writer, row, home) => row['organization_id'] !== null && below(writer, row, home)),
  },
  provisioning: { insert: superadmins, update: superadmins },
  provisioning_step: { insert: superadmins },
  user: { insert: superadmins, update: or(superadmins, ofUser('id')) },
  login_session: { insert: ofUser('user_id'), update: or(superadmins, ofUser('user_id')) },
  refresh_token: { insert: ofSession, update: ofSession },
  known_address: everyVerb(ofUser('user_id')),
  notification: { insert: anybody, update: ofUser('user_id') },
  audit_log: { insert: (writer, row, { users }) => row['actor_id'] === users[writer] },
  registration_request: {
    insert: or(superadmins, (_, { status }) => status === 'PENDING_APPROVAL'),
    update: superadmins,
  },
  slug_hold: everyVerb(anybody),
  platform_settings: { update: superadmins },
  idempotency_record: { insert: anybody },
  plugin: {},
  // Not even read: keys, what is counted before anybody is known, and what only the gateway itself writes.
  signing_key: {},
  expiry_notice: {},
  login_attempts: {},
  migration: {},
};
