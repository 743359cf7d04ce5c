import { defineEntity, p } from '@mikro-orm/core';
import { invalid, type Violation } from '../errors.js';
import { newApiTokenId } from '../ids.js';
import { Namespace } from './namespace.js';
import { Tenant } from './tenant.js';

export const apiTokenTypes = ['ADMIN', 'TENANT', 'READ', 'WRITE', 'CLIENT'] as const;
export type ApiTokenKind = (typeof apiTokenTypes)[number];

export const ApiTokenTable = defineEntity({
  name: 'ApiToken',
  tableName: 'api_token',
  properties: {
    id: p.text().primary(),
    tokenHash: p.text().unique(),
    type: p.enum(apiTokenTypes),
    name: p.text(),
    tenant: () => p.manyToOne(Tenant).mapToPk().nullable().deleteRule('cascade'),
    namespace: () => p.manyToOne(Namespace).mapToPk().nullable().deleteRule('cascade'),
    environment: p.text().nullable(),
    createdAt: p.datetime(3),
    expiresAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
    lastUsedAt: p.datetime(3).nullable(),
  },
  indexes: [{ name: 'api_token_tenant', properties: ['tenant'] }],
});

/** What each type is bound to: these, and nothing else. */
const bindings: Readonly<Record<ApiTokenKind, readonly string[]>> = {
  ADMIN: [],
  TENANT: ['tenant'],
  READ: ['tenant', 'namespace'],
  WRITE: ['tenant', 'namespace'],
  CLIENT: ['tenant', 'namespace', 'environment'],
};

/** What a token is made from. */
export interface NewApiTokenFields {
  readonly tokenHash: string;
  readonly type: ApiTokenKind;
  readonly name: string;
  readonly tenant: string | null;
  readonly namespace: number | null;
  readonly environment: string | null;
  readonly expiresAt: Date | null;
}

/** exd's service token: no user, known to the database only by its SHA-256. Revoking keeps the row. */
export class ApiToken extends ApiTokenTable.class {
  /** @throws INVALID where the binding is not the one of its type, or the token would be dead already */
  static create(fields: NewApiTokenFields): ApiToken {
    const violations = (['tenant', 'namespace', 'environment'] as const).flatMap((field): Violation[] => {
      const isBound = bindings[fields.type].includes(field);
      if ((fields[field] !== null) === isBound) return [];
      return isBound
        ? [{ path: [field], code: 'REQUIRED', message: 'is required for this type' }]
        : [{ path: [field], code: 'OTHER', message: 'does not belong to this type' }];
    });
    if (fields.expiresAt !== null && fields.expiresAt.getTime() <= Date.now()) {
      violations.push({ path: ['expiresAt'], code: 'RANGE', message: 'must lie in the future' });
    }
    if (violations.length > 0) throw invalid(...violations);
    return Object.assign(new ApiToken(), fields, { id: newApiTokenId(), createdAt: new Date() });
  }

  revoke(): void {
    this.revokedAt = new Date();
  }
}

ApiTokenTable.setClass(ApiToken);
