import { defineEntity, p } from '@mikro-orm/core';
import { Admin } from './admin.js';
import { Organization } from './organization.js';

/**
 * The accounts of the ledger. A reseller has a pool; an organization has a limit it was given, a balance it bought and
 * what it has used. Each number in the tables equals the sum of its entries.
 */
export const creditAccounts = [
  'ADMIN_POOL',
  'ORGANIZATION_LIMIT',
  'ORGANIZATION_BALANCE',
  'ORGANIZATION_USED',
] as const;
export type CreditAccount = (typeof creditAccounts)[number];

export const creditKinds = ['GRANT', 'ALLOCATION', 'RETURN', 'PLATFORM_LIMIT', 'PURCHASE', 'USAGE'] as const;
export type CreditKind = (typeof creditKinds)[number];

export const CreditEntryTable = defineEntity({
  name: 'CreditEntry',
  tableName: 'credit_entry',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    account: p.enum(creditAccounts),
    /** Both are set on an entry of a pool that is about an organization; it belongs to the pool's account alone. */
    admin: () => p.manyToOne(Admin).mapToPk().nullable().deleteRule('no action'),
    organization: () => p.manyToOne(Organization).mapToPk().nullable().deleteRule('no action'),
    kind: p.enum(creditKinds),
    /** Signed. */
    amount: p.bigint('number'),
    /** What the account holds after it. */
    balance: p.bigint('number'),
    reason: p.text().nullable(),
    actorId: p.integer().nullable(),
    createdAt: p.datetime(3),
  },
  indexes: [
    { name: 'credit_entry_admin', properties: ['admin', 'organization'] },
    { name: 'credit_entry_organization', properties: ['organization', 'id'] },
  ],
});

/** One movement of credits. Append-only: the database refuses UPDATE and DELETE on the table. */
export class CreditEntry extends CreditEntryTable.class {}

CreditEntryTable.setClass(CreditEntry);
