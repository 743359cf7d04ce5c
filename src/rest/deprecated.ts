import { reasonOf, type Deprecation } from '../deprecations.js';
import type { Dialect, Endpoint } from './endpoint.js';

const seconds = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 1000;

/** `Deprecation` (RFC 9745) and `Sunset` (RFC 8594), for an endpoint that has them. */
export const deprecationHeaders = ({ deprecated }: Endpoint): Readonly<Record<string, string>> =>
  deprecated === undefined
    ? {}
    : {
        Deprecation: `@${seconds(deprecated.since)}`,
        ...(deprecated.sunset === undefined
          ? {}
          : { Sunset: new Date(`${deprecated.sunset}T00:00:00Z`).toUTCString() }),
      };

/** The same as OpenAPI says it. */
export const deprecationOf = ({ description, deprecated }: Endpoint): object =>
  deprecated === undefined
    ? { description }
    : {
        description: `${description}\n\n${reasonOf(deprecated)}`,
        deprecated: true,
        ...(deprecated.sunset === undefined ? {} : { 'x-sunset': deprecated.sunset }),
      };

/** A dialect whose endpoints know which of them are deprecated. @throws where it has no such endpoint */
export const withDeprecations = (dialect: Dialect, table: Readonly<Record<string, Deprecation>>): Dialect => {
  const ofDialect = Object.entries(table).flatMap(([name, deprecation]) =>
    name.startsWith(`${dialect.name} `) ? [[name.slice(dialect.name.length + 1), deprecation] as const] : [],
  );
  if (ofDialect.length === 0) return dialect;
  const byRoute = new Map(ofDialect);
  const marked = (endpoint: Endpoint): Endpoint => {
    const deprecated = byRoute.get(`${endpoint.method} ${endpoint.path}`);
    byRoute.delete(`${endpoint.method} ${endpoint.path}`);
    return deprecated === undefined ? endpoint : { ...endpoint, deprecated };
  };
  const chapters = dialect.chapters.map((chapter) => ({ ...chapter, endpoints: chapter.endpoints.map(marked) }));
  const [unknown] = byRoute.keys();
  if (unknown !== undefined) throw new Error(`${dialect.name} has no ${unknown}, which is said to be deprecated.`);
  return { ...dialect, chapters, endpoints: chapters.flatMap(({ endpoints }) => endpoints) };
};
