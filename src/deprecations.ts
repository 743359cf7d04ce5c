import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLSchema } from 'graphql';

/** A thing that clients shall stop to use. */
export interface Deprecation {
  /** The day since which it is deprecated: `2027-01-31`. */
  readonly since: string;
  /** The first day on which it may be gone, if that has been decided. */
  readonly sunset?: string;
  /** What to use instead, as a sentence. */
  readonly instead: string;
}

/** Fields, input fields and values of the schema, by their coordinates: `Tenant.plan`. */
export const deprecatedFields: Readonly<Record<string, Deprecation>> = {};

/** Endpoints of the legacy APIs, by API and route: `exd GET /api/v1/tokens`. */
export const deprecatedEndpoints: Readonly<Record<string, Deprecation>> = {};

/** What a reader is told of it. */
export const reasonOf = ({ since, sunset, instead }: Deprecation): string =>
  `${instead} Deprecated since ${since}${sunset === undefined ? '' : `; may be gone from ${sunset} on`}.`;

const memberOf = (schema: GraphQLSchema, coordinate: string) => {
  const [typeName = '', name = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return type.getFields()[name];
  return isEnumType(type) ? type.getValue(name) : undefined;
};

/** Marks what is deprecated in a schema. @throws where the schema has no such thing */
export const deprecate = (schema: GraphQLSchema, fields: Readonly<Record<string, Deprecation>>): GraphQLSchema => {
  for (const [coordinate, deprecation] of Object.entries(fields)) {
    const member = memberOf(schema, coordinate);
    if (!member) throw new Error(`The schema has no ${coordinate}, which is said to be deprecated.`);
    member.deprecationReason = reasonOf(deprecation);
  }
  return schema;
};
