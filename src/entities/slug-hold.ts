import { defineEntity, p } from '@mikro-orm/core';

export const SlugHoldTable = defineEntity({
  name: 'SlugHold',
  tableName: 'slug_hold',
  properties: {
    slug: p.text().primary(),
    /** The address that asked for it. */
    email: p.text(),
    until: p.datetime(3),
  },
});

/**
 * A slug that a known address asked for. No request holds it, because there is none, but to everybody else it must look
 * taken all the same: whoever could still get it would know that the address is known.
 */
export class SlugHold extends SlugHoldTable.class {}

SlugHoldTable.setClass(SlugHold);
