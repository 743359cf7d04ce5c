import { z } from 'zod';
import { AppError } from '../../errors.js';
import { endpoint } from '../endpoint.js';
import { graphql } from '../graphql.js';
import { Status, statusWords } from './tenant-codec.js';
import { isTenantId } from './tenant-path.js';

const stepWords = {
  DATABASE: 'Database',
  MIGRATIONS: 'Migrations',
  SEEDING: 'Seeding',
  CACHE_WARM: 'CacheWarm',
} as const;

const StepName = z.enum(Object.values(stepWords));
const time = z.iso.datetime().nullable();

const Provisioning = z.object({
  tenantId: z.string(),
  status: Status,
  correlationId: z.uuid(),
  currentStep: StepName.nullable(),
  error: z.string().nullable(),
  createdUtc: z.iso.datetime(),
  startedUtc: time,
  completedUtc: time,
  steps: z.array(
    z.object({
      step: StepName,
      status: Status,
      startedUtc: time,
      completedUtc: time,
      error: z.string().nullable(),
    }),
  ),
});

interface Request {
  readonly params: { readonly tenantId: string };
}

const unknown = ({ params }: Request): AppError =>
  new AppError('NOT_FOUND', `Provisioning not found for tenant ${params.tenantId}.`, {
    reason: 'PROVISIONING_UNKNOWN',
  });

const getProvisioning = endpoint({
  route: 'GET /api/v1/tenants/{tenantId}/provisioning',
  summary: 'Show how the provisioning of a tenant stands',
  access: 'Permissions.Tenants.View',
  request: z.object({ params: z.object({ tenantId: z.string() }) }),
  guard: (request) => (isTenantId(request.params.tenantId) ? undefined : unknown(request)),
  operation: graphql(`
    query FullstackheroProvisioning($tenant: ID!) {
      provisioning(tenant: $tenant) {
        status
        correlationId
        currentStep
        error
        createdAt
        startedAt
        completedAt
        steps {
          step
          status
          startedAt
          completedAt
          error
        }
      }
    }
  `),
  variables: ({ params }) => ({ tenant: params.tenantId }),
  explain: (error, request) => (error.code === 'NOT_FOUND' ? unknown(request) : error),
  response: [200, Provisioning],
  respond: ({ provisioning: attempt }, { input }) => {
    if (!attempt) throw unknown(input);
    return {
      tenantId: input.params.tenantId,
      status: statusWords[attempt.status],
      correlationId: attempt.correlationId,
      currentStep: attempt.currentStep && stepWords[attempt.currentStep],
      error: attempt.error,
      createdUtc: attempt.createdAt,
      startedUtc: attempt.startedAt,
      completedUtc: attempt.completedAt,
      steps: attempt.steps.map(({ step, status, startedAt, completedAt, error }) => ({
        step: stepWords[step],
        status: statusWords[status],
        startedUtc: startedAt,
        completedUtc: completedAt,
        error,
      })),
    };
  },
});

/** D3. */
export const provisioningEndpoints = [getProvisioning];
