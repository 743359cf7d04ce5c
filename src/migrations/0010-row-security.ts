import { Migration } from '@mikro-orm/migrations';
import { writerRole } from '../writer-role.js';
import {
  either,
  everything,
  isAdministered,
  isOwnAdmin,
  isOwnTenant,
  isWriter,
  secured,
  type Rules,
} from './row-security.js';

/** One part of what `writer-scope.ts` says about who writes; nothing where it has said nothing. */
const scope = (name: string, type: string, expression: string): string =>
  `create function ${name}() returns ${type} language sql stable as $$
    select ${expression} from (select nullif(current_setting('tenantry.scope', true), '')::jsonb as scope) as s
  $$`;

const list = (field: string, type: string): string =>
  `array(select jsonb_array_elements_text(scope -> '${field}')::${type})`;

/** A tenant that is not deleted and of which something is true, found by the key in a column. */
const tenant = (column: string, ...conditions: readonly string[]): string =>
  `exists (select from tenant t where t.id = ${column} and t.deleted_at is null and ${either(...conditions)})`;

/** An organization below a reseller whom the writer acts for. */
const organizationOfOwnAdmin = (column: string): string =>
  `exists (select from organization o where o.id = ${column} and ${tenant('o.tenant_id', isOwnAdmin('t.admin_id'))})`;

const account = either(everything, tenant('tenant_id', isOwnAdmin('t.admin_id'), isAdministered('t.id')));
const ofAdministered = either(everything, isAdministered('tenant_id'));
const tokenOfAdministered = either(everything, `${isAdministered('tenant_id')} and type <> 'ADMIN'`);
const session = `exists (select from login_session s where s.id = session_id and ${isWriter('s.user_id')})`;

/** A place that is kept for a user who is not there yet opens nothing. */
const place = `status = 'PENDING' and email is null and password_hash is null and platform_role is null`;

/** The second wall, table by table; docs/decisions/0019 has the reasons. What is not here, the writer cannot even read. */
const rules: Readonly<Record<string, Rules>> = {
  tenant: {
    insert: everything,
    update: {
      // Every member may lock their tenant: what they may not do to it they are told, because they see it.
      from: either(everything, `deleted_at is null and ${either(isOwnAdmin('admin_id'), isOwnTenant('id'))}`),
      to: either(everything, isOwnAdmin('admin_id'), isAdministered('id')),
    },
  },
  tenant_membership: { insert: ofAdministered, update: ofAdministered, delete: ofAdministered },
  namespace: { insert: ofAdministered, delete: ofAdministered },
  // A token of type ADMIN may everything.
  api_token: { insert: tokenOfAdministered, update: tokenOfAdministered },
  // Whoever deletes one locks it first, which counts as an update.
  oauth_client: { insert: everything, update: everything, delete: everything },
  organization: { insert: everything, update: account },
  bandwidth_period: { insert: everything, update: everything },
  usage_report: { insert: everything, delete: everything },
  admin: { insert: everything, update: either(everything, isOwnAdmin('id')) },
  partner_group: { insert: everything, update: everything, delete: everything },
  credit_entry: {
    insert: either(
      everything,
      `${organizationOfOwnAdmin('organization_id')} and ${either('admin_id is null', isOwnAdmin('admin_id'))}`,
    ),
  },
  provisioning: { insert: everything, update: everything },
  provisioning_step: { insert: everything },
  '"user"': {
    insert: either(everything, `${place} and cardinality((select writer_administers())::text[]) > 0`),
    // Nobody becomes a superadmin but by one.
    update: {
      from: either(everything, isWriter('id')),
      to: either(everything, `${isWriter('id')} and platform_role is null`),
    },
  },
  login_session: { insert: isWriter('user_id'), update: either(everything, isWriter('user_id')) },
  refresh_token: { insert: session, update: session },
  known_address: { insert: isWriter('user_id'), update: isWriter('user_id'), delete: isWriter('user_id') },
  // Whoever changes something tells others of it.
  notification: { insert: 'true', update: isWriter('user_id') },
  // Nobody writes in somebody else's name.
  audit_log: { insert: 'actor_id is not distinct from (select writer_user())' },
  // Anybody may ask.
  registration_request: {
    insert: either(everything, `status = 'PENDING_APPROVAL' and organization_id is null and reviewed_by_id is null`),
    update: everything,
  },
  // Held for whoever knows the address; nobody has proven that it is theirs.
  slug_hold: { insert: 'true', update: 'true', delete: 'true' },
  platform_settings: { update: everything },
  plugin: {},
};

const statements = [
  scope('writer_reaches_everything', 'boolean', `coalesce((scope ->> 'everything')::boolean, false)`),
  scope('writer_user', 'int', `(scope ->> 'user')::int`),
  scope('writer_admins', 'int[]', list('admins', 'int')),
  scope('writer_tenants', 'text[]', list('tenants', 'text')),
  scope('writer_administers', 'text[]', list('administers', 'text')),
  ...Object.entries(rules).flatMap(([table, rule]) => secured(table, rule)),
  // A number that is taken and not used is nobody's; later tables' sequences come with the same right.
  `do $$
  begin
    execute format('grant usage on schema %I to ${writerRole}', current_schema());
    execute format('grant usage on all sequences in schema %I to ${writerRole}', current_schema());
    execute format('alter default privileges in schema %I grant usage on sequences to ${writerRole}', current_schema());
  end
  $$`,
];

/** Row-level security for the role that mutations write as. */
export class Migration0010RowSecurity extends Migration {
  override name = '0010-row-security';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
