import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { z } from 'zod';
import type { ErrorCode, Reason } from '../../errors.js';
import type { TargetKind } from '../../permissions.js';
import { text } from '../../violations.js';
import { Rules } from '../rules.js';
import { AccessRuleEnum, TargetKindEnum } from './access-enums.js';
import type { AccessRule, Decision } from './decide.js';

@InputType({ description: 'One thing, by what the field that acts on it takes: a public id, a slug or a number.' })
@Rules(z.object({ id: text(1, 64) }))
export class AccessTarget {
  @Field(() => TargetKindEnum)
  kind!: TargetKind;

  @Field(() => ID)
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'How a call would be decided now.' })
export class Access {
  @Field(() => Boolean)
  allowed!: boolean;

  @Field(() => String, { nullable: true, description: 'The code that the call would be refused with.' })
  code!: ErrorCode | null;

  @Field(() => String, { nullable: true, description: 'The reason beside that code, if it has one.' })
  reason!: Reason | null;
}

@ObjectType({ simpleResolvers: true, description: 'How a call would be decided now, and what decides it.' })
export class AccessExplanation extends Access {
  @Field(() => AccessRuleEnum, { description: 'Where it is allowed: what was asked last.' })
  decidedBy!: AccessRule;

  @Field(() => String, { description: 'The name of that rule.' })
  rule!: string;
}

/** A decision as the schema shows it. */
export const explanationOf = ({ refused, decidedBy, rule }: Decision): AccessExplanation => ({
  allowed: refused === null,
  code: refused?.code ?? null,
  reason: refused?.reason ?? null,
  decidedBy,
  rule,
});
