import { sql, type Kysely } from 'kysely';
import { Field, InputType } from 'type-graphql';
import { hashSecret } from '../../auth/secret-hash.js';
import type { Database } from '../../entities/index.js';
import type { ClientScope } from '../../entities/oauth-client.js';
import { AppError } from '../../errors.js';

@InputType({ description: 'How a client says who it is.' })
export class ClientCredentialsInput {
  @Field(() => String)
  id!: string;

  @Field(() => String)
  secret!: string;
}

/** A client that has proven itself. */
export interface KnownClient {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ClientScope[];
}

/** @throws UNAUTHENTICATED for a client that is not there or another's secret, in the same words */
export const authenticateClient = async (
  db: Kysely<Database>,
  { id, secret }: ClientCredentialsInput,
): Promise<KnownClient> => {
  const { rows } = await sql<KnownClient>`
    select c.id, c.name, to_json(c.scopes) as scopes from oauth_client c
    where c.id = ${id} and c.secret_hash = ${hashSecret(secret)}`.execute(db);
  const [client] = rows;
  if (client) return client;
  throw new AppError('UNAUTHENTICATED', 'The client or its secret is wrong.', { reason: 'CLIENT_INVALID' });
};
