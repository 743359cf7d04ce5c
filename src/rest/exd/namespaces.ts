import { z } from 'zod';
import { AppError } from '../../errors.js';
import { text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { Namespace, namespaceFields, toNamespace } from './namespace-codec.js';
import { pageQuery } from './page.js';
import { refuseUnlikely, tenantParams, tenantUnknown } from './tenant-path.js';

const slugRule = 'must begin with a letter and hold lower-case letters, digits and hyphens only';

const oneNamespace = tenantParams.extend({ namespace: z.string() });

/** What can be no slug names nothing, neither a tenant nor a namespace. */
const refuseUnlikelyOne = ({ params }: { params: z.output<typeof oneNamespace> }): AppError | undefined =>
  refuseUnlikely({ params }) ??
  (/^[a-z][a-z0-9-]{0,62}$/.test(params.namespace)
    ? undefined
    : new AppError('NOT_FOUND', 'Namespace not found.', { reason: 'NAMESPACE_UNKNOWN' }));

const one = z.object({ namespace: Namespace, request_id: z.string() });

const createNamespace = endpoint({
  route: 'POST /api/v1/tenants/{tenant}/namespaces',
  summary: 'Create a namespace in a tenant',
  request: z.object({
    params: tenantParams,
    body: z.object({
      slug: z
        .string()
        .max(63)
        .regex(/^[a-z][a-z0-9-]*$/, slugRule),
      display_name: text(1, 255).optional(),
      description: text(0, 2000).nullish(),
    }),
  }),
  guard: refuseUnlikely,
  operation: graphql(
    `
      mutation ExdCreateNamespace($tenant: ID!, $input: CreateNamespaceInput!) {
        createNamespace(tenant: $tenant, input: $input, mustHaveLoginMode: true) {
          ...ExdNamespace
        }
      }
    `,
    [namespaceFields],
  ),
  variables: ({ params, body }) => ({
    tenant: params.tenant,
    input: { slug: body.slug, displayName: body.display_name ?? null, description: body.description ?? null },
  }),
  response: [201, one],
  respond: (data, { input, requestId }) => ({
    namespace: toNamespace(input.params.tenant, data.createNamespace),
    request_id: requestId,
  }),
});

const listNamespaces = endpoint({
  route: 'GET /api/v1/tenants/{tenant}/namespaces',
  summary: 'List the namespaces of a tenant',
  request: z.object({ params: tenantParams, query: pageQuery }),
  guard: refuseUnlikely,
  operation: graphql(
    `
      query ExdNamespaces($tenant: String!, $first: Int!, $after: String) {
        tenant(slug: $tenant) {
          loginMode
          namespaces(first: $first, after: $after) {
            nodes {
              ...ExdNamespace
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      }
    `,
    [namespaceFields],
  ),
  variables: ({ params, query }) => ({ tenant: params.tenant, first: query.limit, after: query.after ?? null }),
  fields: { first: ['query', 'limit'], after: ['query', 'after'] },
  response: [
    200,
    z.object({ namespaces: z.array(Namespace), next_cursor: z.string().nullable(), request_id: z.string() }),
  ],
  respond: ({ tenant }, { input, requestId }) => {
    if (tenant?.loginMode == null) throw tenantUnknown();
    const { nodes, pageInfo } = tenant.namespaces;
    return {
      namespaces: nodes.map((namespace) => toNamespace(input.params.tenant, namespace)),
      next_cursor: pageInfo.hasNextPage ? pageInfo.endCursor : null,
      request_id: requestId,
    };
  },
});

const getNamespace = endpoint({
  route: 'GET /api/v1/tenants/{tenant}/namespaces/{namespace}',
  summary: 'Show one namespace',
  request: z.object({ params: oneNamespace }),
  guard: refuseUnlikelyOne,
  operation: graphql(
    `
      query ExdNamespace($tenant: ID!, $slug: String!) {
        namespace(tenant: $tenant, slug: $slug, mustHaveLoginMode: true) {
          ...ExdNamespace
        }
      }
    `,
    [namespaceFields],
  ),
  variables: ({ params }) => ({ tenant: params.tenant, slug: params.namespace }),
  response: [200, one],
  respond: ({ namespace }, { input, requestId }) => {
    if (!namespace) throw tenantUnknown();
    return { namespace: toNamespace(input.params.tenant, namespace), request_id: requestId };
  },
});

const deleteNamespace = endpoint({
  route: 'DELETE /api/v1/tenants/{tenant}/namespaces/{namespace}',
  summary: 'Delete a namespace',
  request: z.object({ params: oneNamespace }),
  guard: refuseUnlikelyOne,
  operation: graphql(`
    mutation ExdDeleteNamespace($tenant: ID!, $slug: String!) {
      deleteNamespace(tenant: $tenant, slug: $slug, mustHaveLoginMode: true)
    }
  `),
  variables: ({ params }) => ({ tenant: params.tenant, slug: params.namespace }),
  response: [204],
});

/** Flag namespaces, as far as `namespace_count` needs them. */
export const namespaceEndpoints = [createNamespace, listNamespaces, getNamespace, deleteNamespace];
