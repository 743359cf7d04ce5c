import { Migration } from '@mikro-orm/migrations';

/** How often an attempt was begun, and the number that its holder shows wherever it writes. */
export class Migration0003ProvisioningLeases extends Migration {
  override name = '0003-provisioning-leases';

  override up(): void {
    this.addSql(`alter table provisioning add column tries int not null default 0`);
    this.addSql(`alter table provisioning add column fence bigint not null default 0`);
  }
}
