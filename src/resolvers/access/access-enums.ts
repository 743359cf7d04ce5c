import { registerEnumType } from 'type-graphql';
import { targetKinds, type TargetKind } from '../../permissions.js';
import { enumOf } from '../enums.js';
import { accessRules } from './decide.js';

export const AccessRuleEnum = enumOf(
  'AccessRule',
  'What decides a call, in the order that it is asked: the account, its tenants, the field, the thing, the field on the thing.',
  accessRules,
);

const named = targetKinds.map((kind): [string, TargetKind] => [kind.toUpperCase().replaceAll(' ', '_'), kind]);

/** The policy's own words, as GraphQL can write them. */
export const TargetKindEnum: Readonly<Record<string, TargetKind>> = Object.fromEntries(named);
registerEnumType(TargetKindEnum, { name: 'AccessTargetKind', description: 'Kinds of things that fields act on.' });
