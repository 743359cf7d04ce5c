import { Migration } from '@mikro-orm/migrations';

/** One statement each: the embedded database takes no more at a time. */
const statements = [
  `create table partner_group (
    id serial primary key,
    name text not null,
    description text null,
    credit_discount_percent int not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `alter table partner_group add constraint partner_group_name_unique unique (name)`,
  `create table platform_settings (
    id serial primary key,
    auto_approve_registrations boolean not null,
    default_storage_limit_gb int not null,
    default_max_users int not null,
    default_bandwidth_limit_gb int not null,
    default_credit_limit bigint not null,
    updated_at timestamptz(3) not null
  )`,
  `create table plugin (
    key text not null,
    name text not null,
    description text not null,
    primary key (key)
  )`,
  `create table notification (
    id serial primary key,
    user_id int not null,
    type text not null,
    title text not null,
    message text not null,
    data jsonb not null,
    read_at timestamptz(3) null,
    created_at timestamptz(3) not null
  )`,
  `create index notification_user on notification (user_id, id)`,
  `create table organization (
    id serial primary key,
    tenant_id text not null,
    custom_domain text null,
    enabled_plugins text[] not null,
    credit_limit bigint not null,
    credit_balance bigint not null,
    credit_used bigint not null,
    storage_limit_gb int not null,
    max_users int not null,
    bandwidth_limit_gb int not null,
    storage_used_bytes bigint not null,
    alerts jsonb not null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `alter table organization add constraint organization_custom_domain_unique unique (custom_domain)`,
  `alter table organization add constraint organization_tenant unique (tenant_id)`,
  `create table bandwidth_period (
    id serial primary key,
    organization_id int not null,
    period text not null,
    used_bytes bigint not null
  )`,
  `alter table bandwidth_period add constraint bandwidth_period_month unique (organization_id, period)`,
  `create table usage_report (
    id serial primary key,
    organization_id int not null,
    idempotency_key text not null,
    report jsonb not null,
    created_at timestamptz(3) not null
  )`,
  `alter table usage_report add constraint usage_report_key unique (organization_id, idempotency_key)`,
  `create table registration_request (
    id serial primary key,
    email text not null,
    password_hash text null,
    company_name text not null,
    contact_name text null,
    phone text null,
    desired_org_name text not null,
    desired_org_slug text not null,
    utm_source text null,
    utm_medium text null,
    utm_campaign text null,
    slug text not null,
    admin_id int null,
    status text not null,
    org_name text null,
    org_slug text null,
    initial_credit_limit bigint null,
    storage_limit_gb int null,
    max_users int null,
    rejection_reason text null,
    reviewed_by_id int null,
    reviewed_at timestamptz(3) null,
    organization_id int null,
    provisioned_at timestamptz(3) null,
    created_at timestamptz(3) not null,
    updated_at timestamptz(3) not null
  )`,
  `create index registration_request_status on registration_request (status, id)`,
  `create unique index registration_request_open_email on registration_request (email) where status in ('PENDING_APPROVAL', 'APPROVED')`,
  `create unique index registration_request_open_slug on registration_request (slug) where status in ('PENDING_APPROVAL', 'APPROVED')`,
  `create table slug_hold (
    slug text not null,
    email text not null,
    until timestamptz(3) not null,
    primary key (slug)
  )`,
  `create table credit_entry (
    id bigserial primary key,
    account text not null,
    admin_id int null,
    organization_id int null,
    kind text not null,
    amount bigint not null,
    balance bigint not null,
    reason text null,
    actor_id int null,
    created_at timestamptz(3) not null
  )`,
  `create index credit_entry_admin on credit_entry (admin_id, organization_id)`,
  `create index credit_entry_organization on credit_entry (organization_id, id)`,
  `alter table admin
    add partner_group_id int null,
    add credit_balance bigint not null default 0,
    add total_purchased bigint not null default 0,
    add total_granted bigint not null default 0,
    add total_distributed bigint not null default 0,
    add branding jsonb not null default '{}'`,
  `alter table admin
    alter credit_balance drop default,
    alter total_purchased drop default,
    alter total_granted drop default,
    alter total_distributed drop default,
    alter branding drop default`,
  `alter table admin add constraint admin_partner_group_id_foreign foreign key (partner_group_id) references partner_group (id) on delete set null`,
  `alter table admin add constraint admin_credit check (credit_balance >= 0)`,
  `alter table notification add constraint notification_user_id_foreign foreign key (user_id) references "user" (id)`,
  `alter table organization add constraint organization_tenant_id_foreign foreign key (tenant_id) references tenant (id)`,
  `alter table organization add constraint organization_credit check (credit_used <= credit_limit + credit_balance)`,
  `alter table organization add constraint organization_credit_sign check (credit_limit >= 0 and credit_balance >= 0 and credit_used >= 0)`,
  `alter table bandwidth_period add constraint bandwidth_period_organization_id_foreign foreign key (organization_id) references organization (id)`,
  `alter table usage_report add constraint usage_report_organization_id_foreign foreign key (organization_id) references organization (id)`,
  `alter table registration_request add constraint registration_request_admin_id_foreign foreign key (admin_id) references admin (id) on delete set null`,
  `alter table registration_request add constraint registration_request_reviewed_by_id_foreign foreign key (reviewed_by_id) references "user" (id) on delete set null`,
  `alter table registration_request add constraint registration_request_organization_id_foreign foreign key (organization_id) references organization (id) on delete set null`,
  `alter table registration_request add constraint registration_request_status_check check (status in ('PENDING_APPROVAL', 'APPROVED', 'REJECTED', 'ACTIVE'))`,
  `alter table credit_entry add constraint credit_entry_admin_id_foreign foreign key (admin_id) references admin (id) on delete no action`,
  `alter table credit_entry add constraint credit_entry_organization_id_foreign foreign key (organization_id) references organization (id) on delete no action`,
  `alter table credit_entry add constraint credit_entry_account_check check (account in ('ADMIN_POOL', 'ORGANIZATION_LIMIT', 'ORGANIZATION_BALANCE', 'ORGANIZATION_USED'))`,
  `alter table credit_entry add constraint credit_entry_kind_check check (kind in ('GRANT', 'ALLOCATION', 'RETURN', 'PLATFORM_LIMIT', 'PURCHASE', 'USAGE'))`,
  `create index audit_log_admin on audit_log (admin_id, id)`,
  `create index audit_log_created on audit_log (created_at)`,
  `create function credit_entry_is_append_only() returns trigger language plpgsql as $$
  begin
    raise exception 'credit_entry is append-only';
  end
  $$`,
  `create trigger credit_entry_is_append_only before update or delete or truncate on credit_entry
    for each statement execute function credit_entry_is_append_only()`,
  `insert into platform_settings
    (id, auto_approve_registrations, default_storage_limit_gb, default_max_users, default_bandwidth_limit_gb,
     default_credit_limit, updated_at)
    values (1, false, 10, 10, 100, 0, now())`,
  `insert into plugin (key, name, description) values
    ('calendar', 'Calendar', 'Events and appointments.'),
    ('ecommerce', 'E-commerce', 'A shop with products, baskets and orders.'),
    ('linkedin', 'LinkedIn', 'Publishing to company pages.')`,
];

/** Organizations and their money, resellers' tiers and pools, registrations, notifications, settings, plugins. */
export class Migration0002Commerce extends Migration {
  override name = '0002-commerce';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
