import { defineEntity, p } from '@mikro-orm/core';

export const TallyTable = defineEntity({
  name: 'Tally',
  tableName: 'tally',
  properties: {
    id: p.bigint().primary(),
    /** What is counted: `tenant` or `organization`, deleted ones not among them. */
    list: p.text(),
    /** Null counts those of all resellers. */
    adminId: p.integer().nullable(),
    status: p.text(),
    entries: p.bigint(),
  },
  indexes: [{ name: 'tally_list', properties: ['list', 'adminId', 'status'] }],
});

/** A part of how many there are: a total is the sum of the rows of its list, which triggers keep (migration 0016). */
export class Tally extends TallyTable.class {}

TallyTable.setClass(Tally);
