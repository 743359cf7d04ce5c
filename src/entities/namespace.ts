import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';

export const NamespaceTable = defineEntity({
  name: 'Namespace',
  tableName: 'namespace',
  properties: {
    id: p.integer().primary().autoincrement(),
    tenant: () => p.manyToOne(Tenant).mapToPk(),
    slug: p.text(),
    createdAt: p.datetime(3),
  },
  uniques: [{ properties: ['tenant', 'slug'] }],
});

/** A flag namespace of exd; the gateway counts them for `namespace_count`. */
export class Namespace extends NamespaceTable.class {
  static create(tenantId: string, slug: string): Namespace {
    const namespace = new Namespace();
    namespace.tenant = tenantId;
    namespace.slug = slug;
    namespace.createdAt = new Date();
    return namespace;
  }
}

NamespaceTable.setClass(Namespace);
