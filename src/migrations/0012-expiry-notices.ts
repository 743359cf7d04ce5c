import { Migration } from '@mikro-orm/migrations';

/** One statement each: the embedded database takes no more at a time. */
const statements = [
  `create table expiry_notice (
    id serial primary key,
    tenant_id text not null,
    state text not null,
    valid_until timestamptz(3) not null,
    created_at timestamptz(3) not null
  )`,
  `alter table expiry_notice add constraint expiry_notice_once unique (tenant_id, state, valid_until)`,
  `alter table expiry_notice add constraint expiry_notice_tenant_id_foreign foreign key (tenant_id) references tenant (id)`,
  `alter table expiry_notice add constraint expiry_notice_state_check check (state in ('NEARING', 'IN_GRACE', 'EXPIRED'))`,
];

/** What people have been told of the end of their tenant's subscription. No mutation has anything to do with it. */
export class Migration0012ExpiryNotices extends Migration {
  override name = '0012-expiry-notices';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
