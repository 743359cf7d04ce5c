import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './graphql-env.d.ts';

/** Writes an operation whose result and variables the compiler reads off `schema.graphql`. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { DateTime: string; JSONObject: Record<string, unknown>; SafeInt: number };
}>();

/** The largest Int of GraphQL. */
export const maxInt = 2_147_483_647;
