import { Migration } from '@mikro-orm/migrations';

/**
 * Lets an update say itself that it has found no row, so that nobody waits for its answer and it travels with the commit
 * (`orm/direct-updates.ts`).
 */
export class Migration0019TouchedRows extends Migration {
  override name = '0019-touched-rows';

  override up(): void {
    this.addSql(`create function must_touch(touched bigint, refusal text) returns void language plpgsql as $$
      begin
        if touched = 0 then
          raise exception 'A flush was to touch 1 row and touched 0.' using errcode = refusal;
        end if;
      end $$`);
  }
}
