import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { Status, statusWords } from './tenant-codec.js';
import { TenantId } from './wire.js';

const stepWords = {
  DATABASE: 'Database',
  MIGRATIONS: 'Migrations',
  SEEDING: 'Seeding',
  CACHE_WARM: 'CacheWarm',
} as const;

const StepName = z.enum(Object.values(stepWords)).meta({
  title: 'ProvisioningStep',
  description: 'A step of provisioning; there are always these four, in this order.',
});
const time = z.iso.datetime().nullable();

/** `GET …/provisioning`. */
export const Provisioning = z
  .object({
    tenantId: TenantId,
    status: Status,
    correlationId: z.uuid().describe('Names the attempt.'),
    currentStep: StepName.nullable(),
    error: z.string().nullable().describe('Why it failed.'),
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
  })
  .meta({ title: 'Provisioning', description: 'The newest attempt to make the store of a tenant ready.' });

const completed = (step: z.output<typeof StepName>) => ({
  step,
  status: 'Completed' as const,
  startedUtc: '2026-05-17T12:20:48Z',
  completedUtc: '2026-05-17T12:20:49Z',
  error: null,
});

export const exampleProvisioning: z.output<typeof Provisioning> = {
  tenantId: 'acme-corp',
  status: 'Completed',
  correlationId: '550e8400-e29b-41d4-a716-446655440000',
  currentStep: null,
  error: null,
  createdUtc: '2026-05-17T12:20:47Z',
  startedUtc: '2026-05-17T12:20:48Z',
  completedUtc: '2026-05-17T12:20:49Z',
  steps: Object.values(stepWords).map(completed),
};

/** What fullstackhero shows of an attempt. */
export const provisioningFields = graphql(`
  fragment FullstackheroAttempt on Provisioning @_unmask {
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
`);

/** Always all four steps, in their order. */
export const toProvisioning = (
  tenantId: string,
  attempt: ResultOf<typeof provisioningFields>,
): z.output<typeof Provisioning> => ({
  tenantId,
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
});
