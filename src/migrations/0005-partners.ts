import { Migration } from '@mikro-orm/migrations';

/** One statement each: the embedded database takes no more at a time. */
const statements = [
  `alter table namespace add display_name text null, add description text null`,
  `update namespace set display_name = slug`,
  `alter table namespace alter display_name set not null`,
  `alter table admin
    add max_users_per_tenant int null,
    add max_applications_per_tenant int null,
    add deleted_at timestamptz(3) null`,
  `alter table admin drop constraint admin_slug_unique`,
  `create unique index admin_slug_live on admin (slug) where deleted_at is null`,
];

/** Names for namespaces; limits of resellers, who may be deleted and then leave their slug to others. */
export class Migration0005Partners extends Migration {
  override name = '0005-partners';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
