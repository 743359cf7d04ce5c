import { Migration } from '@mikro-orm/migrations';

/** One statement each: the embedded database takes no more at a time. */
const statements = [`alter table tenant add plan text null`];

/** What a tenant pays for. */
export class Migration0004Subscription extends Migration {
  override name = '0004-subscription';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
