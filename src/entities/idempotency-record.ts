import { defineEntity, p } from '@mikro-orm/core';

export const IdempotencyRecordTable = defineEntity({
  name: 'IdempotencyRecord',
  tableName: 'idempotency_record',
  properties: {
    /** Tells caller and key apart from others, and neither of them to a reader. */
    id: p.text().primary(),
    /** Of what was asked, so that a key is not taken for another request. */
    fingerprint: p.text(),
    /** What the write came to; it commits with the write. */
    effect: p.json<unknown>(),
    /** What the operation answered; missing where the process ended before it could. */
    answer: p.json<unknown>().nullable(),
    createdAt: p.datetime(3),
  },
  indexes: [{ name: 'idempotency_record_age', properties: ['createdAt'] }],
});

/** What came of a request that its sender gave a key. */
export class IdempotencyRecord extends IdempotencyRecordTable.class {}

IdempotencyRecordTable.setClass(IdempotencyRecord);
