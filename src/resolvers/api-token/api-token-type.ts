import { sql } from 'kysely';
import { Field, ID, ObjectType } from 'type-graphql';
import type { ApiTokenKind } from '../../entities/api-token.js';
import { connectionOf } from '../connection.js';
import { ApiTokenTypeEnum } from '../enums.js';
import { computed, plain } from '../projection.js';
import { DateTime } from '../scalars.js';

@ObjectType('ApiToken', { simpleResolvers: true, description: 'A service token of exd. Its secret is shown once.' })
export class ApiTokenType {
  @Field(() => ID, { description: '`tok_` and 16 characters; it names the token and opens nothing.' })
  id!: string;

  @Field(() => ApiTokenTypeEnum)
  type!: ApiTokenKind;

  @Field(() => String)
  name!: string;

  @Field(() => ID, { nullable: true, description: 'The tenant it is bound to.' })
  tenantId!: string | null;

  @Field(() => String, { nullable: true })
  tenantSlug!: string | null;

  @Field(() => String, { nullable: true, description: 'The slug of the namespace it is bound to.' })
  namespace!: string | null;

  @Field(() => String, { nullable: true })
  environment!: string | null;

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime, { nullable: true, description: 'Null for one that lives until it is revoked.' })
  expiresAt!: string | null;

  @Field(() => DateTime, { nullable: true, description: 'To the minute.' })
  lastUsedAt!: string | null;
}

@ObjectType({ simpleResolvers: true })
export class NewApiToken {
  @Field(() => ApiTokenType)
  token!: ApiTokenType;

  @Field(() => String, { description: 'The bearer token itself. Nobody can show it again.' })
  secret!: string;
}

export const ApiTokenConnection = connectionOf(ApiTokenType, 'ApiToken');

/** Where each field comes from, as an expression over `api_token as k`. */
export const apiTokenProjection = {
  always: ['id'],
  columns: {
    id: plain('k.id'),
    type: plain('k.type'),
    name: plain('k.name'),
    tenantId: plain('k.tenant_id'),
    tenantSlug: computed(sql`(select t.slug from tenant t where t.id = k.tenant_id)`),
    namespace: computed(sql`(select n.slug from namespace n where n.id = k.namespace_id)`),
    environment: plain('k.environment'),
    createdAt: plain('k.created_at'),
    expiresAt: plain('k.expires_at'),
    lastUsedAt: plain('k.last_used_at'),
  },
};
