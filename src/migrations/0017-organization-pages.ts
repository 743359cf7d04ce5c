import { Migration } from '@mikro-orm/migrations';

/** What a page of organizations far behind is found in: their own index, and the few tenants that are gone. */
export class Migration0017OrganizationPages extends Migration {
  override name = '0017-organization-pages';

  override up(): void {
    this.addSql(`create index organization_newest on organization (id desc) include (tenant_id)`);
    this.addSql(`create index tenant_gone on tenant (id) where deleted_at is not null`);
  }
}
