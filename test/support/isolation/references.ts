import { getNamedType, isInputObjectType, isLeafType, type GraphQLInputType } from 'graphql';
import type { TargetKind } from '../../../src/permissions.js';
import type { Operation } from './graphql-calls.js';

/** Where an operation can name something, from its arguments down. */
export type Place = readonly string[];

const isNumberOf = /(^id|Id|^number)$/;

const placesIn = (name: string, type: GraphQLInputType, above: Place): Place[] => {
  const named = getNamedType(type);
  const place = [...above, name];
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) => placesIn(field.name, field.type, place));
  }
  const names = isLeafType(named) && (named.name === 'ID' || (named.name === 'Int' && isNumberOf.test(name)));
  return names ? [place] : [];
};

/** Every place where a field takes the id of something. */
export const placesOf = ({ field }: Operation): Place[] =>
  field.args.flatMap(({ name, type }) => placesIn(name, type, []));

/** The same arguments with something else at one place. */
export const withAt = (whole: unknown, [step, ...rest]: Place, value: unknown): Record<string, unknown> => {
  const known = (whole ?? {}) as Record<string, unknown>;
  if (step === undefined) throw new Error('No place is named.');
  return { ...known, [step]: rest.length === 0 ? value : withAt(known[step], rest, value) };
};

interface Reference {
  readonly kind: TargetKind;
  /** By its number, where the schema does not take the id. */
  readonly byNumber?: true;
}

/** What is named where, besides what a field acts on. */
export const references: Readonly<Record<string, Reference>> = {
  'tenants filter adminId': { kind: 'admin' },
  'organizations filter adminId': { kind: 'admin' },
  'auditLogs filter actorId': { kind: 'user' },
  'admins filter partnerGroupId': { kind: 'partner group', byNumber: true },
  'grantTenantAdmin userId': { kind: 'user' },
  'revokeTenantAdmin userId': { kind: 'user' },
};

/** What anybody may name and be told whether there is such a thing, each with its reason. */
export const open: Readonly<Record<string, string>> = {
  'registerOrganization input adminId': 'A reseller gives its id to whoever shall register below it.',
};

/** What is decided for every field at once, elsewhere in the same file. */
export const asked = ['can target id'];
