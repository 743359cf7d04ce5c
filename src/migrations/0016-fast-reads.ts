import { Migration } from '@mikro-orm/migrations';
import { secured } from './row-security.js';

/** What changes what somebody may is announced when they gain it, too: each process remembers that for a moment. */
const footing = [
  `create or replace function announce_footing() returns trigger language plpgsql as $$
  begin
    perform pg_notify('tenantry', json_build_array('footing', json_build_object(
      'row', tg_argv[0] || ' ' || (coalesce(to_jsonb(old), to_jsonb(new)) ->> tg_argv[1])))::text);
    return null;
  end
  $$`,
  `create trigger announces_footing_gained after insert on tenant_membership
    for each row execute function announce_footing('user', 'user_id')`,
  `create trigger announces_footing_gained after insert on admin
    for each row when (new.owner_id is not null) execute function announce_footing('user', 'owner_id')`,
  `create trigger announces_footing_started after update of started_at on login_session
    for each row execute function announce_footing('login_session', 'id')`,
  // What a viewer is called by.
  `create trigger announces_footing_names after update of email, name on "user"
    for each row execute function announce_footing('user', 'id')`,
];

/** Whoever writes, the tally is kept as the owner of the tables; the writing role itself may not touch it. */
const asOwner = 'language plpgsql security definer set search_path from current';

/**
 * How many tenants and organizations there are, without looking at them: a total is the sum of the rows of its list. Whoever
 * changes it adds a row, and folds in those that nobody else is at, so that there are few and nobody waits for anybody.
 */
const tally = [
  `create table tally (
    id bigserial primary key,
    list text not null,
    admin_id int null,
    status text not null,
    entries bigint not null
  )`,
  `create index tally_list on tally (list, admin_id, status)`,
  ...secured('tally', {}),
  `create function tally_change(of_list text, of_admin int, of_status text, change bigint) returns void
    language plpgsql as $$
  begin
    with folded as (
      delete from tally where id = any (array(
        select id from tally where list = of_list and admin_id is not distinct from of_admin and status = of_status
          for update skip locked))
        returning entries)
    insert into tally (list, admin_id, status, entries)
      select of_list, of_admin, of_status, change + coalesce(sum(entries), 0) from folded;
  end
  $$`,
  // Once for the reseller and once for everybody.
  `create function tally_add(of_list text, of_admin int, of_status text, change bigint) returns void
    language sql as $$
    select tally_change(of_list, of_admin, of_status, change), tally_change(of_list, null, of_status, change)
  $$`,
  `create function tenant_tally_inserted() returns trigger ${asOwner} as $$
  begin
    perform tally_change('tenant', admin_id, status, count(*)) from made where deleted_at is null
      group by grouping sets ((admin_id, status), (status));
    return null;
  end
  $$`,
  `create function tenant_tally_deleted() returns trigger ${asOwner} as $$
  begin
    perform tally_change('tenant', admin_id, status, -count(*)) from gone where deleted_at is null
      group by grouping sets ((admin_id, status), (status));
    return null;
  end
  $$`,
  `create function tenant_tally_updated() returns trigger ${asOwner} as $$
  declare
    has_organization boolean := exists (select from organization where tenant_id = new.id);
  begin
    if old.deleted_at is null then
      perform tally_add('tenant', old.admin_id, old.status, -1);
      if has_organization then perform tally_add('organization', old.admin_id, old.status, -1); end if;
    end if;
    if new.deleted_at is null then
      perform tally_add('tenant', new.admin_id, new.status, 1);
      if has_organization then perform tally_add('organization', new.admin_id, new.status, 1); end if;
    end if;
    return null;
  end
  $$`,
  `create function organization_tally_inserted() returns trigger ${asOwner} as $$
  begin
    perform tally_change('organization', t.admin_id, t.status, count(*))
      from made join tenant t on t.id = made.tenant_id where t.deleted_at is null
      group by grouping sets ((t.admin_id, t.status), (t.status));
    return null;
  end
  $$`,
  `create function organization_tally_deleted() returns trigger ${asOwner} as $$
  begin
    perform tally_change('organization', t.admin_id, t.status, -count(*))
      from gone join tenant t on t.id = gone.tenant_id where t.deleted_at is null
      group by grouping sets ((t.admin_id, t.status), (t.status));
    return null;
  end
  $$`,
  ...['tenant', 'organization'].flatMap((table) => [
    `create trigger keeps_tally_inserted after insert on ${table} referencing new table as made
      for each statement execute function ${table}_tally_inserted()`,
    `create trigger keeps_tally_deleted after delete on ${table} referencing old table as gone
      for each statement execute function ${table}_tally_deleted()`,
  ]),
  `create trigger keeps_tally_updated after update of admin_id, status, deleted_at on tenant
    for each row when ((old.admin_id, old.status, old.deleted_at) is distinct from (new.admin_id, new.status, new.deleted_at))
    execute function tenant_tally_updated()`,
  // The triggers keep writers out until all of this is committed, so that nothing is missed.
  `insert into tally (list, admin_id, status, entries)
    select 'tenant', admin_id, status, count(*) from tenant where deleted_at is null
    group by grouping sets ((admin_id, status), (status))`,
  `insert into tally (list, admin_id, status, entries)
    select 'organization', t.admin_id, t.status, count(*) from organization o join tenant t on t.id = o.tenant_id
    where t.deleted_at is null group by grouping sets ((t.admin_id, t.status), (t.status))`,
];

/** A page far behind is found in the index alone. */
const orders = [
  `create index tenant_newest on tenant (created_at desc, (id collate "C")) where deleted_at is null`,
  `create index tenant_by_name on tenant ((lower(display_name collate "C")), (slug collate "C")) include (id, display_name, slug)
    where deleted_at is null`,
];

/** A server may have been installed without the extension, or its user may not make it: a search looks at every row then. */
const trigrams = `do $$
  declare
    place text;
  begin
    create extension if not exists pg_trgm;
    select nspname into place from pg_extension e join pg_namespace n on n.oid = e.extnamespace where extname = 'pg_trgm';
    execute format('create index tenant_trigrams on tenant using gin (
      display_name %1$I.gin_trgm_ops, slug %1$I.gin_trgm_ops, contact_email %1$I.gin_trgm_ops)', place);
  exception when feature_not_supported or undefined_file or insufficient_privilege then
    raise notice 'Without the extension pg_trgm, searches look at every row.';
  end
  $$`;

/** What lists, totals and searches of many tenants stand on, and what is known of a viewer for a moment. */
export class Migration0016FastReads extends Migration {
  override name = '0016-fast-reads';

  override up(): void {
    for (const statement of [...footing, ...tally, ...orders, trigrams]) this.addSql(statement);
  }
}
