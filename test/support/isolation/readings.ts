import type { GraphQLSchema } from 'graphql';
import type { TargetKind } from '../../../src/permissions.js';
import type { TestApp } from '../app.js';
import type { Answer, Person } from '../clients.js';
import type { Estate } from '../estate.js';
import { everyField } from '../operations.js';
import { operationsOf, variablesOf } from './graphql-calls.js';
import { doors, pathOf } from './rest-calls.js';
import type { Thing } from './things.js';

/** A way to read something, of which one is told as much as there is. */
export interface Reading {
  readonly title: string;
  readonly by: (person: Person) => Promise<Answer>;
}

const named = (id: string | number, more: Omit<Thing, 'id' | 'target'> = {}): Thing => ({
  ...more,
  ...{ id: String(id), target: {} },
});

/** What of an estate a reading is about. */
const thingsOf = (estate: Estate): Readonly<Record<TargetKind, Thing>> => ({
  tenant: named(estate.tenant.id, { alias: estate.tenant.slug, namespace: estate.namespace.slug }),
  organization: named(estate.organization.id),
  admin: named(estate.admin.publicId, { alias: String(estate.admin.id) }),
  'api token': named(estate.apiToken.userId ?? ''),
  client: named(estate.client.id),
  registration: named(estate.pending.id),
  'partner group': named(estate.group.id),
  notification: named(estate.notification.id),
  user: named(estate.tenantAdmin.userId ?? ''),
});

/** Every query, with everything that can be selected below it. */
const queries = (schema: GraphQLSchema, gateway: TestApp, things: ReturnType<typeof thingsOf>): Promise<Reading>[] =>
  operationsOf(schema)
    .filter(({ type }) => type === 'Query')
    .map(async (operation) => {
      const { field, kind, way } = operation;
      const variables = await variablesOf(operation, { gateway, passwordHash: '' }, kind && things[kind]);
      const document = everyField(schema, field.name);
      return { title: `${field.name} by ${way}`, by: (person: Person) => person.graphql(document, variables) };
    });

/** Every endpoint that is read. */
const gets = (gateway: TestApp, things: ReturnType<typeof thingsOf>): Promise<Reading>[] =>
  doors
    .filter(({ endpoint }) => endpoint.method === 'GET')
    .map(async (door) => {
      const path = await pathOf(door, gateway, door.kind && things[door.kind]);
      return { title: door.route, by: (person: Person) => person.get(path) };
    });

/** Every query and every endpoint that reads, about an estate where it is about something. */
export const readingsOf = (schema: GraphQLSchema, gateway: TestApp, estate: Estate): Promise<Reading[]> => {
  const things = thingsOf(estate);
  return Promise.all([...queries(schema, gateway, things), ...gets(gateway, things)]);
};
