import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { Time, toTime } from './time.js';

/** What exd shows of a namespace. */
export const namespaceFields = graphql(`
  fragment ExdNamespace on Namespace @_unmask {
    slug
    displayName
    description
    createdAt
  }
`);

export const Namespace = z
  .object({
    tenant: z.string().describe('The slug of its tenant.'),
    slug: z.string().describe('Unique within its tenant.'),
    display_name: z.string(),
    description: z.string().nullable(),
    created_at: Time,
  })
  .meta({ title: 'Namespace', description: 'A namespace of flags.' });

export const exampleNamespace: z.output<typeof Namespace> = {
  tenant: 'acme',
  slug: 'web',
  display_name: 'Web shop',
  description: null,
  created_at: '2026-04-25T09:00:00Z',
};

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
