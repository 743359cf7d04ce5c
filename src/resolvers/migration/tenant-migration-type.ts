import { Field, ObjectType } from 'type-graphql';
import { connectionOf } from '../connection.js';
import { TenantType } from '../tenant/tenant-type.js';

@ObjectType('TenantMigrationState', {
  simpleResolvers: true,
  description: "Which migrations a tenant's store has got, and which it lacks.",
})
export class TenantMigrationType {
  @Field(() => TenantType)
  tenant!: TenantType;

  @Field(() => String, { description: 'The kind of its database.' })
  provider!: string;

  @Field(() => String, { nullable: true, description: 'The name of the newest one that it has got.' })
  lastApplied!: string | null;

  @Field(() => [String], { description: 'The names of those that it lacks, in order.' })
  pending!: string[];

  @Field(() => Boolean)
  hasPending!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Why nothing is known of it, or what is wrong with it. The other fields are then empty.',
  })
  error!: string | null;
}

export const TenantMigrationConnection = connectionOf(TenantMigrationType, 'TenantMigration');
