import type { ResultOf } from 'gql.tada';
import { z } from 'zod';
import { graphql } from '../graphql.js';
import { Status, statusWords } from './tenant-codec.js';

const stepWords = {
  DATABASE: 'Database',
  MIGRATIONS: 'Migrations',
  SEEDING: 'Seeding',
  CACHE_WARM: 'CacheWarm',
} as const;

const StepName = z.enum(Object.values(stepWords));
const time = z.iso.datetime().nullable();

/** `GET …/provisioning`. */
export const Provisioning = z.object({
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
