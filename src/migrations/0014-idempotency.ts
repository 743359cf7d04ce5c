import { Migration } from '@mikro-orm/migrations';
import { secured } from './row-security.js';

const statements = [
  `create table idempotency_record (
    id text not null primary key,
    fingerprint text not null,
    effect jsonb not null,
    answer jsonb null,
    created_at timestamptz(3) not null
  )`,
  `create index idempotency_record_age on idempotency_record (created_at)`,
  // Whoever writes leaves a line of what they did. Answers are added by the gateway itself.
  ...secured('idempotency_record', { insert: 'true' }),
];

/** Remembers what came of requests that bring a key, so that they are carried out once. */
export class Migration0014Idempotency extends Migration {
  override name = '0014-idempotency';

  override up(): void {
    for (const statement of statements) this.addSql(statement);
  }
}
