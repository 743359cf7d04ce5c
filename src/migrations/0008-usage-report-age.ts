import { Migration } from '@mikro-orm/migrations';

/** Finds the reports of an organization that need not be remembered any more. */
export class Migration0008UsageReportAge extends Migration {
  override name = '0008-usage-report-age';

  override up(): void {
    this.addSql(`create index usage_report_age on usage_report (organization_id, created_at)`);
  }
}
