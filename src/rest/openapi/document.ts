import type { Dialect } from '../endpoint.js';
import { responseHeaders, type HeaderName } from '../response-headers.js';
import { Drawing } from './json-schema.js';
import { drawOperation, type Components } from './operation.js';

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

/** What one legacy API is, drawn from its endpoint records: OpenAPI 3.1. */
export const documentOf = (dialect: Dialect): object => {
  const components: Components = {
    drawing: new Drawing(dialect.memberName),
    responses: new Map(),
    headers: new Set<HeaderName>(),
  };
  const paths: Record<string, Record<string, object>> = {};
  for (const { name, endpoints } of dialect.chapters) {
    for (const endpoint of endpoints) {
      const operations = (paths[endpoint.path] ??= {});
      operations[endpoint.method.toLowerCase()] = drawOperation(dialect, endpoint, name, components);
    }
  }
  const { title, text, securitySchemes } = dialect.description;
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1.0.0',
      description: text,
      contact: { name: 'tenantry' },
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: `/${dialect.name}`, description: 'This API and no other, whatever else the gateway answers.' },
      { url: '/', description: 'The paths as they are documented; those of two APIs are told apart by the request.' },
    ],
    tags: dialect.chapters.map(({ name, description }) => ({ name, description })),
    paths,
    components: {
      schemas: components.drawing.components,
      responses: Object.fromEntries([...components.responses].sort(byName)),
      headers: Object.fromEntries([...components.headers].sort().map((name) => [name, responseHeaders[name]])),
      securitySchemes,
    },
  };
};
