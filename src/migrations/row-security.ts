import { writerRole } from '../writer-role.js';

/*
 * What the writing role may do with a table. A migration that makes a table says so beside it; migrations that have been
 * released call this, so what it makes of a rule never changes.
 */

/** Conditions on a row. What has none, nobody may who writes; `true` needs a reason. */
export interface Rules {
  /** Rows that may be put in. */
  readonly insert?: string;
  /** Rows that may be changed, or locked; `to` is what they may become, unless given the same. */
  readonly update?: string | { readonly from: string; readonly to: string };
  /** Rows that may be taken out. */
  readonly delete?: string;
}

const policy = (table: string, verb: string, condition: string): readonly string[] => [
  `grant ${verb} on ${table} to ${writerRole}`,
  `create policy writer_${verb} on ${table} for ${verb} to ${writerRole} ${condition}`,
];

/** The statements that put a table under row-level security. All of it stays readable: `visibility.ts` governs what is shown. */
export const secured = (table: string, { insert, update, delete: remove }: Rules): readonly string[] => {
  const { from, to } = typeof update === 'object' ? update : { from: update, to: update };
  return [
    `alter table ${table} enable row level security`,
    ...policy(table, 'select', 'using (true)'),
    ...(insert === undefined ? [] : policy(table, 'insert', `with check (${insert})`)),
    ...(from === undefined ? [] : policy(table, 'update', `using (${from}) with check (${to})`)),
    ...(remove === undefined ? [] : policy(table, 'delete', `using (${remove})`)),
  ];
};

/** Superadmins, and the platform itself. */
export const everything = `(select writer_reaches_everything())`;

/** Whether a column holds the number of the user who writes. */
export const isWriter = (column: string): string => `${column} = (select writer_user())`;

/** Whether a column holds the number of a reseller whom the writer acts for. */
export const isOwnAdmin = (column: string): string => `${column} = any ((select writer_admins())::int[])`;

/** Whether a column holds the id of a tenant that the writer is an admin of. */
export const isAdministered = (column: string): string => `${column} = any ((select writer_administers())::text[])`;

/** Whether a column holds the id of a tenant that the writer belongs to, whatever they are there. */
export const isOwnTenant = (column: string): string => `${column} = any ((select writer_tenants())::text[])`;

/** Either of some conditions. */
export const either = (...conditions: readonly string[]): string => `(${conditions.join(' or ')})`;
