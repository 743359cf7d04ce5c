import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { exampleProvisioning, Provisioning, provisioningFields, toProvisioning } from './provisioning-codec.js';
import { isTenantId } from './tenant-path.js';

const request = z.object({
  params: z.object({ tenantId: z.string().meta({ description: 'The id of a tenant.', examples: ['acme-corp'] }) }),
});

type Request = z.output<typeof request>;

const unknown = ({ params }: Request): AppError =>
  new AppError('NOT_FOUND', `Provisioning not found for tenant ${params.tenantId}.`, {
    reason: 'PROVISIONING_UNKNOWN',
  });

const getProvisioning = endpoint({
  route: 'GET /api/v1/tenants/{tenantId}/provisioning',
  id: 'getProvisioning',
  summary: 'Show how the provisioning of a tenant stands',
  description:
    'Shows the newest attempt to provision a tenant, step by step. Ask again until it is `Completed` or `Failed`.',
  example: { response: exampleProvisioning },
  refusals: ['PROVISIONING_UNKNOWN'],
  access: 'Permissions.Tenants.View',
  request,
  guard: (asked) => (isTenantId(asked.params.tenantId) ? undefined : unknown(asked)),
  operation: graphql(
    `
      query FullstackheroProvisioning($tenant: ID!) {
        provisioning(tenant: $tenant) {
          ...FullstackheroAttempt
        }
      }
    `,
    [provisioningFields],
  ),
  variables: ({ params }) => ({ tenant: params.tenantId }),
  explain: (error, asked) => (error.code === 'NOT_FOUND' ? unknown(asked) : error),
  response: [200, Provisioning],
  respond: ({ provisioning: attempt }, { input }) => {
    if (!attempt) throw unknown(input);
    return toProvisioning(input.params.tenantId, attempt);
  },
});

const noTenant = ({ params }: Request): AppError =>
  new AppError('NOT_FOUND', `Tenant ${params.tenantId} not found for provisioning.`, { reason: 'TENANT_UNKNOWN' });

const retryProvisioning = endpoint({
  route: 'POST /api/v1/tenants/{tenantId}/provisioning/retry',
  id: 'retryProvisioning',
  summary: 'Provision a tenant anew',
  description: 'Starts another attempt, with a correlation id of its own: after a failure, and after success as well.',
  example: {
    response: {
      ...exampleProvisioning,
      ...{ status: 'Pending', currentStep: null, startedUtc: null, completedUtc: null },
      steps: exampleProvisioning.steps.map((step) => ({
        ...step,
        ...{ status: 'Pending' as const, startedUtc: null, completedUtc: null },
      })),
    },
  },
  refusals: ['TENANT_UNKNOWN', 'PROVISIONING_OPEN'],
  access: 'Permissions.Tenants.Update',
  request,
  guard: (asked) => (isTenantId(asked.params.tenantId) ? undefined : noTenant(asked)),
  operation: graphql(
    `
      mutation FullstackheroRetry($tenant: ID!) {
        retryProvisioning(tenant: $tenant) {
          ...FullstackheroAttempt
        }
      }
    `,
    [provisioningFields],
  ),
  variables: ({ params }) => ({ tenant: params.tenantId }),
  explain: (error, asked) => {
    if (error.reason === 'TENANT_UNKNOWN') return noTenant(asked);
    if (error.reason !== 'PROVISIONING_OPEN') return error;
    return new AppError('CONFLICT', `Provisioning already running for tenant ${asked.params.tenantId}.`);
  },
  response: [200, Provisioning],
  respond: ({ retryProvisioning: attempt }, { input }) => toProvisioning(input.params.tenantId, attempt),
});

/** D3 and D4. */
export const provisioningEndpoints = [getProvisioning, retryProvisioning];
