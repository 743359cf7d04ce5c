import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSONObject, GraphQLSafeInt } from 'graphql-scalars';

const iso = GraphQLDateTimeISO.toConfig();

/** PostgreSQL and ISO 8601 agree on the years from 1 to 9999; a zone may carry a time beyond them. */
const withinCalendar = (date: Date): Date => {
  const year = date.getUTCFullYear();
  if (year < 1 || year > 9999) throw new GraphQLError('DateTime cannot represent a year outside 1 to 9999');
  return date;
};

/**
 * A point in time, RFC 3339 in UTC. Reads hand over the database's own text (`2026-05-17 12:20:47.5+00`),
 * which needs two characters changed and no Date made of it.
 */
export const DateTime = new GraphQLScalarType<Date, string>({
  ...iso,
  name: 'DateTime',
  description: 'A point in time, RFC 3339 in UTC, such as 2026-05-17T12:20:47Z.',
  extensions: {},
  parseValue: (value) => withinCalendar(iso.parseValue(value)),
  parseLiteral: (node, variables) => withinCalendar(iso.parseLiteral(node, variables)),
  serialize: (value) =>
    value instanceof Date
      ? value.toISOString()
      : String(value)
          .replace(' ', 'T')
          .replace(/\+00(:00)?$/, 'Z'),
});

/** A JSON object with keys of the client's own. */
export const JSONObject = new GraphQLScalarType({
  ...GraphQLJSONObject.toConfig(),
  description: 'A JSON object whose keys the schema does not know.',
});

/** Credits and bytes, which outgrow the 32 bits of an Int. */
export const SafeInt = new GraphQLScalarType({
  ...GraphQLSafeInt.toConfig(),
  description: 'A whole number that JSON carries exactly: at most 2^53 - 1.',
  extensions: {},
});
