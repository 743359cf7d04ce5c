import { Migration } from '@mikro-orm/migrations';

/** One statement each: the embedded database takes no more at a time. */
const statements = [
  `create table audit_log (
    id bigserial primary key,
    action text not null,
    target_type text not null,
    target_id text not null,
    actor_id int null,
    actor_email text null,
    actor_role text not null,
    tenant_id text null,
    admin_id int null,
    changes jsonb not null,
    ip text null,
    request_id text not null,
    api text not null,
    created_at timestamptz(3) not null
  )`,
  `create index audit_log_tenant on audit_log (tenant_id, id)`,
  `create index audit_log_target on audit_log (target_type, target_id)`,
  `create table signing_key (
    kid text not null,
    public_jwk jsonb not null,
    sealed_private_jwk text not null,
    created_at timestamptz(3) not null,
    primary key (kid)
  )`,
  `create table "user" (
    id serial primary key,
    public_id text not null,
    email text null,
    name text null,
    password_hash text null,
    platform_role text null,
    status text not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `alter table "user" add constraint user_public_id_unique unique (public_id)`,
  `alter table "user" add constraint user_email_unique unique (email)`,
  `alter table "user" add constraint user_platform_role_check check (platform_role in ('SUPERADMIN'))`,
  `alter table "user" add constraint user_status_check check (status in ('ACTIVE', 'SUSPENDED', 'PENDING'))`,
  `create table admin (
    id serial primary key,
    public_id text not null,
    name text not null,
    slug text not null,
    contact_email text null,
    company_name text null,
    phone text null,
    owner_id int null,
    status text not null,
    suspension_reason text null,
    max_tenants int null,
    platform boolean not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `alter table admin add constraint admin_public_id_unique unique (public_id)`,
  `alter table admin add constraint admin_slug_unique unique (slug)`,
  `create index admin_owner on admin (owner_id)`,
  `alter table admin add constraint admin_status_check check (status in ('ACTIVE', 'SUSPENDED'))`,
  `create table tenant (
    id text not null,
    slug text not null,
    display_name text not null,
    status text not null,
    contact_email text null,
    admin_email text null,
    login_mode text null,
    sso_provider text null,
    email_domain text null,
    admin_id int not null,
    settings jsonb not null,
    branding jsonb not null,
    issuer text null,
    sealed_connection_string text null,
    masked_connection_string text null,
    database_name text not null,
    valid_until timestamptz(3) null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null,
    deleted_at timestamptz(3) null,
    version int not null default 1,
    primary key (id)
  )`,
  `alter table tenant add constraint tenant_database_name_unique unique (database_name)`,
  `create index tenant_created on tenant (created_at, id)`,
  `create index tenant_admin on tenant (admin_id)`,
  `create unique index tenant_slug_live on tenant (slug) where deleted_at is null`,
  `create unique index tenant_email_domain_live on tenant (email_domain) where deleted_at is null`,
  `alter table tenant add constraint tenant_status_check check (status in ('ACTIVE', 'SUSPENDED', 'DELETED'))`,
  `alter table tenant add constraint tenant_login_mode_check check (login_mode in ('SSO', 'EMAIL_DOMAIN'))`,
  `create table tenant_membership (
    id serial primary key,
    tenant_id text not null,
    user_id int not null,
    role text not null,
    created_at timestamptz(3) not null
  )`,
  `create index tenant_membership_user on tenant_membership (user_id)`,
  `alter table tenant_membership add constraint tenant_membership_tenant_id_user_id_unique unique (tenant_id, user_id)`,
  `alter table tenant_membership add constraint tenant_membership_role_check check (role in ('TENANT_ADMIN', 'EDITOR', 'VIEWER'))`,
  `create table refresh_token (
    id serial primary key,
    token_hash text not null,
    family text not null,
    user_id int not null,
    tenant_id text null,
    api text null,
    expires_at timestamptz(3) not null,
    used_at timestamptz(3) null,
    revoked_at timestamptz(3) null,
    created_at timestamptz(3) not null
  )`,
  `alter table refresh_token add constraint refresh_token_token_hash_unique unique (token_hash)`,
  `create index refresh_token_family_index on refresh_token (family)`,
  `create table provisioning (
    id serial primary key,
    correlation_id uuid not null,
    tenant_id text not null,
    status text not null,
    current_step text null,
    error text null,
    admin_password_hash text null,
    lease_until timestamptz(3) null,
    created_at timestamptz(3) not null,
    started_at timestamptz(3) null,
    completed_at timestamptz(3) null
  )`,
  `alter table provisioning add constraint provisioning_correlation_id_unique unique (correlation_id)`,
  `create index provisioning_tenant on provisioning (tenant_id, id)`,
  `create unique index provisioning_open on provisioning (tenant_id) where status in ('PENDING', 'RUNNING')`,
  `alter table provisioning add constraint provisioning_status_check check (status in ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED'))`,
  `alter table provisioning add constraint provisioning_current_step_check check (current_step in ('DATABASE', 'MIGRATIONS', 'SEEDING', 'CACHE_WARM'))`,
  `create table provisioning_step (
    id serial primary key,
    provisioning_id int not null,
    step text not null,
    status text not null,
    error text null,
    started_at timestamptz(3) null,
    completed_at timestamptz(3) null
  )`,
  `alter table provisioning_step add constraint provisioning_step_provisioning_id_step_unique unique (provisioning_id, step)`,
  `alter table provisioning_step add constraint provisioning_step_step_check check (step in ('DATABASE', 'MIGRATIONS', 'SEEDING', 'CACHE_WARM'))`,
  `alter table provisioning_step add constraint provisioning_step_status_check check (status in ('PENDING', 'RUNNING', 'COMPLETED', 'FAILED'))`,
  `create table namespace (
    id serial primary key,
    tenant_id text not null,
    slug text not null,
    created_at timestamptz(3) not null
  )`,
  `alter table namespace add constraint namespace_tenant_id_slug_unique unique (tenant_id, slug)`,
  `alter table admin add constraint admin_owner_id_foreign foreign key (owner_id) references "user" (id) on delete set null`,
  `alter table tenant add constraint tenant_admin_id_foreign foreign key (admin_id) references admin (id)`,
  `alter table tenant_membership add constraint tenant_membership_tenant_id_foreign foreign key (tenant_id) references tenant (id)`,
  `alter table tenant_membership add constraint tenant_membership_user_id_foreign foreign key (user_id) references "user" (id)`,
  `alter table refresh_token add constraint refresh_token_user_id_foreign foreign key (user_id) references "user" (id)`,
  `alter table refresh_token add constraint refresh_token_tenant_id_foreign foreign key (tenant_id) references tenant (id) on delete set null`,
  `alter table provisioning add constraint provisioning_tenant_id_foreign foreign key (tenant_id) references tenant (id)`,
  `alter table provisioning_step add constraint provisioning_step_provisioning_id_foreign foreign key (provisioning_id) references provisioning (id)`,
  `alter table namespace add constraint namespace_tenant_id_foreign foreign key (tenant_id) references tenant (id)`,
  `create function audit_log_is_append_only() returns trigger language plpgsql as $$
  begin
    raise exception 'audit_log is append-only';
  end
  $$`,
  `create trigger audit_log_is_append_only before update or delete or truncate on audit_log
    for each statement execute function audit_log_is_append_only()`,
];

/** Tenants, the people and resellers around them, credentials, provisioning attempts and the audit log. */
export class Migration0001Foundation extends Migration {
  override name = '0001-foundation';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
