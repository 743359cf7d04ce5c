import { Migration } from '@mikro-orm/migrations';

const scope = `(nullif(current_setting('tenantry.scope', true), '')::jsonb)`;

/** A list of numbers or keys, neither of which holds a bracket: as an array is written but for its brackets. */
const list = (field: string, type: string): string =>
  `coalesce(translate(${scope} ->> '${field}', '[]', '{}')::${type}[], '{}')`;

/**
 * What `writer-scope.ts` says about who writes, in the form that PostgreSQL copies into the statement which asks: no table and no
 * statement of its own. A function is planned for each statement of each transaction anew, which took longer than to write the row.
 */
export class Migration0018InlinedScope extends Migration {
  override name = '0018-inlined-scope';

  override up(): void {
    const replace = (name: string, type: string, expression: string): void => {
      this.addSql(
        `create or replace function ${name}() returns ${type} language sql stable as $$ select ${expression} $$`,
      );
    };
    replace('writer_user', 'int', `(${scope} ->> 'user')::int`);
    replace('writer_reaches_everything', 'boolean', `coalesce((${scope} ->> 'everything')::boolean, false)`);
    replace('writer_admins', 'int[]', list('admins', 'int'));
    replace('writer_tenants', 'text[]', list('tenants', 'text'));
    replace('writer_administers', 'text[]', list('administers', 'text'));
  }
}
