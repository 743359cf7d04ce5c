import { Migration } from '@mikro-orm/migrations';

/** What access stands on: whenever, and under which key `src/auth/footing.ts` knows the row by. */
const footing = [
  { table: '"user"', changes: ['status', 'platform_role'], row: 'user', key: 'id' },
  { table: 'login_session', changes: ['ended_at'], row: 'login_session', key: 'id' },
  { table: 'admin', changes: ['status', 'owner_id', 'deleted_at'], row: 'admin', key: 'id' },
  {
    table: 'tenant',
    changes: ['status', 'valid_until', 'login_mode', 'settings', 'deleted_at'],
    row: 'tenant',
    key: 'id',
  },
  { table: 'tenant_membership', changes: ['role'], row: 'user', key: 'user_id' },
  { table: 'api_token', changes: ['revoked_at', 'expires_at'], row: 'api_token', key: 'id' },
  { table: 'oauth_client', changes: ['scopes'], row: 'oauth_client', key: 'id' },
];

const statements = [
  `create function announce_footing() returns trigger language plpgsql as $$
  begin
    perform pg_notify('tenantry', json_build_array(
      'footing', json_build_object('row', tg_argv[0] || ' ' || (to_jsonb(old) ->> tg_argv[1])))::text);
    return null;
  end
  $$`,
  ...footing.map(
    ({ table, changes, row, key }) =>
      `create trigger announces_footing after update of ${changes.join(', ')} or delete on ${table}
        for each row execute function announce_footing('${row}', '${key}')`,
  ),
];

/** Every process is told when somebody may have lost their access, whichever way that came about. */
export class Migration0013Footing extends Migration {
  override name = '0013-footing';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
