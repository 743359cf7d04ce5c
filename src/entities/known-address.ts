import { defineEntity, p } from '@mikro-orm/core';
import { User } from './user.js';

export const KnownAddressTable = defineEntity({
  name: 'KnownAddress',
  tableName: 'known_address',
  properties: {
    user: () => p.manyToOne(User).mapToPk().primary(),
    address: p.text().primary(),
    seenAt: p.datetime(3),
  },
});

/** A network address that a user has logged in from. What strangers try from elsewhere does not count there. */
export class KnownAddress extends KnownAddressTable.class {}

KnownAddressTable.setClass(KnownAddress);
