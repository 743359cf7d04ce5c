import { z } from 'zod';
import { AppError } from '../../errors.js';
import { text } from '../../violations.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { exampleNamespace, Namespace, namespaceFields, toNamespace } from './namespace-codec.js';
import { NextCursor, pageQuery } from './page.js';
import { exampleRequestId, RequestId } from './request-id.js';
import { refuseUnlikely, tenantParams, tenantUnknown } from './tenant-path.js';

const slugRule = 'must begin with a letter and hold lower-case letters, digits and hyphens only';

const oneNamespace = tenantParams.extend({
  namespace: z.string().meta({ description: 'The slug of a namespace.', examples: ['web'] }),
});

/** What can be no slug names nothing, neither a tenant nor a namespace. */
const refuseUnlikelyOne = ({ params }: { params: z.output<typeof oneNamespace> }): AppError | undefined =>
  refuseUnlikely({ params }) ??
  (/^[a-z][a-z0-9-]{0,62}$/.test(params.namespace)
    ? undefined
    : new AppError('NOT_FOUND', 'Namespace not found.', { reason: 'NAMESPACE_UNKNOWN' }));

const one = z
  .object({ namespace: Namespace, request_id: RequestId })
  .meta({ title: 'NamespaceAnswer', description: 'One namespace.' });

const createNamespace = endpoint({
  route: 'POST /api/v1/tenants/{tenant}/namespaces',
  id: 'createNamespace',
  summary: 'Create a namespace in a tenant',
  description: 'Makes a namespace, which counts in `namespace_count` of its tenant. For its tenant admins.',
  example: {
    body: { slug: 'web', display_name: 'Web shop' },
    response: { namespace: exampleNamespace, request_id: exampleRequestId },
  },
  refusals: ['TENANT_UNKNOWN', 'NAMESPACE_TAKEN'],
  request: z.object({
    params: tenantParams,
    body: z
      .object({
        slug: z
          .string()
          .max(63)
          .regex(/^[a-z][a-z0-9-]*$/, slugRule),
        display_name: text(1, 255).optional().describe('The slug unless given.'),
        description: text(0, 2000).nullish(),
      })
      .meta({ title: 'CreateNamespace', description: 'A new namespace.' }),
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
  id: 'listNamespaces',
  summary: 'List the namespaces of a tenant',
  description: 'Lists the namespaces of a tenant by their slugs.',
  example: { response: { namespaces: [exampleNamespace], next_cursor: null, request_id: exampleRequestId } },
  refusals: ['TENANT_UNKNOWN'],
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
    z
      .object({ namespaces: z.array(Namespace), next_cursor: NextCursor, request_id: RequestId })
      .meta({ title: 'NamespaceList', description: 'One page of namespaces.' }),
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
  id: 'getNamespace',
  summary: 'Show one namespace',
  description: 'Shows one namespace of a tenant.',
  example: { response: { namespace: exampleNamespace, request_id: exampleRequestId } },
  refusals: ['TENANT_UNKNOWN', 'NAMESPACE_UNKNOWN'],
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
  id: 'deleteNamespace',
  summary: 'Delete a namespace',
  description: 'Deletes a namespace, and with it the service tokens that are bound to it.',
  refusals: ['TENANT_UNKNOWN', 'NAMESPACE_UNKNOWN'],
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
