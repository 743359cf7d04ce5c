import { sql, type Kysely } from 'kysely';
import { Field, ID, ObjectType } from 'type-graphql';
import type { Database } from '../../entities/index.js';
import { provisioningSteps, type ProvisioningStatus, type ProvisioningStepName } from '../../entities/provisioning.js';
import { ProvisioningStatusEnum, ProvisioningStepEnum } from '../enums.js';
import { DateTime } from '../scalars.js';

@ObjectType('ProvisioningStep', { simpleResolvers: true })
export class ProvisioningStepType {
  @Field(() => ProvisioningStepEnum)
  step!: ProvisioningStepName;

  @Field(() => ProvisioningStatusEnum)
  status!: ProvisioningStatus;

  @Field(() => String, { nullable: true })
  error!: string | null;

  @Field(() => DateTime, { nullable: true })
  startedAt!: string | null;

  @Field(() => DateTime, { nullable: true })
  completedAt!: string | null;
}

@ObjectType('Provisioning', { simpleResolvers: true, description: "One attempt to make a tenant's store ready." })
export class ProvisioningType {
  @Field(() => ID)
  correlationId!: string;

  @Field(() => ProvisioningStatusEnum)
  status!: ProvisioningStatus;

  @Field(() => ProvisioningStepEnum, { nullable: true, description: 'The step that is running or has failed.' })
  currentStep!: ProvisioningStepName | null;

  @Field(() => String, { nullable: true })
  error!: string | null;

  @Field(() => DateTime)
  createdAt!: string;

  @Field(() => DateTime, { nullable: true })
  startedAt!: string | null;

  @Field(() => DateTime, { nullable: true })
  completedAt!: string | null;

  @Field(() => [ProvisioningStepType], { description: 'Always all four, in order.' })
  steps!: ProvisioningStepType[];
}

type AttemptRow = ProvisioningType & { tenantId: string };

/** The attempts of some tenants, newest first, each with its steps: one statement however many there are. */
const attempts = (db: Kysely<Database>, tenantIds: readonly string[]) =>
  db
    .selectFrom('provisioning as p')
    .where('p.tenant_id', 'in', [...tenantIds])
    .orderBy('p.tenant_id')
    .orderBy('p.id', 'desc')
    .select([
      'p.tenant_id as tenantId',
      'p.correlation_id as correlationId',
      'p.status',
      'p.current_step as currentStep',
      'p.error',
      sql<string>`p.created_at`.as('createdAt'),
      sql<string | null>`p.started_at`.as('startedAt'),
      sql<string | null>`p.completed_at`.as('completedAt'),
      sql<ProvisioningStepType[]>`(
        select coalesce(json_agg(json_build_object(
            'step', s.step, 'status', s.status, 'error', s.error,
            'startedAt', s.started_at::text, 'completedAt', s.completed_at::text)
          order by array_position(${sql.val([...provisioningSteps])}::text[], s.step)), '[]')
        from provisioning_step s where s.provisioning_id = p.id)`.as('steps'),
    ]);

/** The newest attempt of each tenant. */
export const latestProvisionings = async (
  db: Kysely<Database>,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, ProvisioningType>> => {
  const rows: AttemptRow[] = await attempts(db, tenantIds).distinctOn('p.tenant_id').execute();
  return new Map(rows.map((row) => [row.tenantId, row]));
};

/** One attempt of a tenant by its correlation id. */
export const provisioningByCorrelation = async (
  db: Kysely<Database>,
  tenantId: string,
  correlationId: string,
): Promise<ProvisioningType | null> =>
  (await attempts(db, [tenantId])
    .where(sql<string>`p.correlation_id::text`, '=', correlationId)
    .executeTakeFirst()) ?? null;
