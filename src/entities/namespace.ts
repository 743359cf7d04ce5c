import { defineEntity, p } from '@mikro-orm/core';
import { Tenant } from './tenant.js';

/** exd documents it; unlike a tenant's slug it never begins with a digit. */
export const namespaceSlugPattern = /^[a-z][a-z0-9-]{0,62}$/;

export const NamespaceTable = defineEntity({
  name: 'Namespace',
  tableName: 'namespace',
  properties: {
    id: p.integer().primary().autoincrement(),
    tenant: () => p.manyToOne(Tenant).mapToPk(),
    slug: p.text(),
    displayName: p.text(),
    description: p.text().nullable(),
    createdAt: p.datetime(3),
  },
  uniques: [{ properties: ['tenant', 'slug'] }],
});

/** A flag namespace of exd; the gateway counts them for `namespace_count`. */
export class Namespace extends NamespaceTable.class {
  static create(fields: {
    tenantId: string;
    slug: string;
    displayName?: string | null | undefined;
    description?: string | null | undefined;
  }): Namespace {
    const namespace = new Namespace();
    namespace.tenant = fields.tenantId;
    namespace.slug = fields.slug;
    namespace.displayName = fields.displayName ?? fields.slug;
    namespace.description = fields.description ?? null;
    namespace.createdAt = new Date();
    return namespace;
  }
}

NamespaceTable.setClass(Namespace);
