import { sql } from 'kysely';
import type { App } from '../../src/app.js';
import { discrepancies } from '../../src/ledger.js';
import { kyselyOf } from '../../src/orm.js';

/** The pool of a reseller, with its totals. */
export const poolOf = async (app: App, adminId: number) => {
  const row = await kyselyOf(app.services.orm.em)
    .selectFrom('admin')
    .where('id', '=', adminId)
    .select([
      sql<number>`credit_balance::float8`.as('balance'),
      sql<number>`total_granted::float8`.as('granted'),
      sql<number>`total_distributed::float8`.as('distributed'),
    ])
    .executeTakeFirstOrThrow();
  return { ...row };
};

/** `account kind amount → balance`, in the order in which they were written. */
export const entriesOf = async (app: App, owner: { admin: number } | { organization: number }) => {
  const query = kyselyOf(app.services.orm.em).selectFrom('credit_entry').orderBy('id');
  const rows = await (
    'admin' in owner
      ? query.where('admin_id', '=', owner.admin)
      : query.where('organization_id', '=', owner.organization).where('admin_id', 'is', null)
  )
    .select(['account', 'kind', 'reason', sql<string>`amount || ' → ' || balance`.as('moved')])
    .execute();
  return rows.map(({ account, kind, moved, reason }) =>
    [account, kind, moved, ...(reason === null ? [] : [`(${reason})`])].join(' '),
  );
};

export const booksOf = (app: App) => discrepancies(kyselyOf(app.services.orm.em));
