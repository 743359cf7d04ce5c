import { Migration } from '@mikro-orm/migrations';

/** How the pages of a tenant look. */
export class Migration0011Theme extends Migration {
  override name = '0011-theme';

  override up(): void {
    this.addSql('alter table tenant add theme jsonb null');
  }
}
