import { Migration } from '@mikro-orm/migrations';

/** One statement each: the embedded database takes no more at a time. */
const statements = [
  `create table api_token (
    id text not null,
    token_hash text not null,
    type text not null,
    name text not null,
    tenant_id text null,
    namespace_id int null,
    environment text null,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3) null,
    revoked_at timestamptz(3) null,
    last_used_at timestamptz(3) null,
    primary key (id)
  )`,
  `alter table api_token add constraint api_token_token_hash_unique unique (token_hash)`,
  `create index api_token_tenant on api_token (tenant_id)`,
  `alter table api_token add constraint api_token_type_check check (type in ('ADMIN', 'TENANT', 'READ', 'WRITE', 'CLIENT'))`,
  `alter table api_token add constraint api_token_tenant_id_foreign foreign key (tenant_id) references tenant (id) on delete cascade`,
  `alter table api_token add constraint api_token_namespace_id_foreign foreign key (namespace_id) references namespace (id) on delete cascade`,
  `create table oauth_client (
    id text not null,
    secret_hash text not null,
    name text not null,
    scopes text[] not null,
    created_at timestamptz(3) not null,
    last_used_at timestamptz(3) null,
    primary key (id)
  )`,
  `alter table audit_log add column actor_credential text null`,
];

/** Service tokens, OAuth clients, and the place in the audit log for what acted without being a user. */
export class Migration0007Credentials extends Migration {
  override name = '0007-credentials';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
