import { Migration } from '@mikro-orm/migrations';

const changes = ['status', 'valid_until', 'login_mode', 'settings', 'issuer', 'deleted_at'];

/** Whom a tenant's own issuer introduces stands on the tenant's naming it, and is told when it does no longer. */
export class Migration0015IssuerFooting extends Migration {
  override name = '0015-issuer-footing';

  override up(): void {
    this.addSql('drop trigger announces_footing on tenant');
    this.addSql(`create trigger announces_footing after update of ${changes.join(', ')} or delete on tenant
      for each row execute function announce_footing('tenant', 'id')`);
  }
}
