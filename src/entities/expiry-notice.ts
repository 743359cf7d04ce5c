import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';

/** What people of a tenant are told of its subscription: that it ends soon, has ended, or is no longer served. */
export const noticeStates = ['NEARING', 'IN_GRACE', 'EXPIRED'] as const;
export type NoticeState = (typeof noticeStates)[number];

export const ExpiryNoticeTable = defineEntity({
  name: 'ExpiryNotice',
  tableName: 'expiry_notice',
  properties: {
    id: p.integer().primary().autoincrement(),
    tenant: () => p.manyToOne(Tenant).mapToPk(),
    state: p.enum(noticeStates),
    /** The end that it was about; with another end people are told anew. */
    validUntil: p.datetime(3),
    createdAt: p.datetime(3),
  },
  uniques: [{ name: 'expiry_notice_once', properties: ['tenant', 'state', 'validUntil'] }],
});

/** That the people of a tenant have been told of its subscription's end. */
export class ExpiryNotice extends ExpiryNoticeTable.class {}

ExpiryNoticeTable.setClass(ExpiryNotice);
