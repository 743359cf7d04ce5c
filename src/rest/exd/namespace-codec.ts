import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { toTime } from './time.js';

/** What exd shows of a namespace. */
export const namespaceFields = graphql(`
  fragment ExdNamespace on Namespace @_unmask {
    slug
    displayName
    description
    createdAt
  }
`);

export const Namespace = z.object({
  tenant: z.string(),
  slug: z.string(),
  display_name: z.string(),
  description: z.string().nullable(),
  created_at: z.iso.datetime(),
});

/** A namespace as clients read it; slugs are unique within a tenant, so each names its own. */
export const toNamespace = (
  tenant: string,
  namespace: ResultOf<typeof namespaceFields>,
): z.output<typeof Namespace> => ({
  tenant,
  slug: namespace.slug,
  display_name: namespace.displayName,
  description: namespace.description,
  created_at: toTime(namespace.createdAt),
});
