import type { RootType, TargetKind } from '../../../src/permissions.js';
import { dialects } from '../../../src/rest/dialects.js';
import type { DialectName, Endpoint } from '../../../src/rest/endpoint.js';
import { rootFieldsOf } from '../../../src/selection.js';
import type { TestApp } from '../app.js';
import { rowOf } from './decision.js';
import type { Thing } from './things.js';

/** An endpoint and the root field that it stands for. */
export interface Door {
  readonly dialect: DialectName;
  readonly endpoint: Endpoint;
  readonly route: string;
  readonly type: RootType;
  readonly field: string;
  /** What it acts on, where the request names it. */
  readonly kind: TargetKind | undefined;
}

type Named = (thing: Thing, gateway: TestApp) => string | undefined | Promise<string>;

const id: Named = ({ id }) => id;
const alias: Named = ({ alias }) => alias;

/** What a parameter of a path is filled with, by the API and what stands before it. */
const parameters: Readonly<Record<string, Named>> = {
  'scaikey tenants': id,
  'scaikey partners': id,
  'lustercms requests': id,
  'lustercms partner-groups': id,
  'lustercms admins': alias,
  'lustercms organizations': id,
  'lustercms notifications': id,
  'exd tenants': alias,
  'exd namespaces': ({ namespace }) => namespace,
  'exd tokens': id,
  'exd PUT admins': async (_, { build }) => (await build.user()).publicId,
  'exd DELETE admins': ({ holder }) => holder,
  'fullstackhero tenants': alias,
};

/** Where the body names what is acted on. */
const byBody = ['exd POST /api/v1/tokens'];

/** Where it is the tenant that the caller is in. */
const byCaller = ['fullstackhero PUT /api/v1/tenants/theme', 'fullstackhero POST /api/v1/tenants/theme/reset'];

const pattern = /([\w-]+)\/\{(\w+)\}/g;

const namedBy = (dialect: DialectName, { method, path }: Endpoint): Named[] =>
  [...path.matchAll(pattern)].map(([parameter, before = '']) => {
    const named = parameters[`${dialect} ${before}`] ?? parameters[`${dialect} ${method} ${before}`];
    if (!named) throw new Error(`Nothing is known to put into ${parameter} of ${dialect}.`);
    return named;
  });

const doorOf = (dialect: DialectName, endpoint: Endpoint): Door => {
  const route = `${dialect} ${endpoint.method} ${endpoint.path}`;
  const fields = rootFieldsOf(endpoint.operation);
  const { type, field } = fields.at(-1)!;
  const row = rowOf(type, field);
  const same = fields.every((each) => {
    const { who, target } = rowOf(each.type, each.field);
    return each.type === type && who === row.who && target === row.target;
  });
  if (!same) throw new Error(`${route} stands for fields of several kinds.`);
  const isNamed = namedBy(dialect, endpoint).length > 0 || byBody.includes(route);
  if (row.target !== undefined && !isNamed && !byCaller.includes(route)) {
    throw new Error(`Nothing in ${route} names the ${row.target} that it acts on.`);
  }
  if (row.target === undefined && isNamed) throw new Error(`${route} names something that ${field} does not act on.`);
  return { dialect, endpoint, route, type, field, kind: isNamed ? row.target : undefined };
};

/** Every endpoint there is. */
export const doors: readonly Door[] = dialects.flatMap(({ name, endpoints }) =>
  endpoints.map((endpoint) => doorOf(name, endpoint)),
);

/** Below the prefix of its API, where no other can answer. */
export const pathOf = async (
  { dialect, endpoint }: Door,
  gateway: TestApp,
  thing: Thing | undefined,
): Promise<string> => {
  let path = `/${dialect}${endpoint.path}`;
  for (const named of namedBy(dialect, endpoint)) {
    const value = thing && (await named(thing, gateway));
    if (value === undefined) throw new Error(`${path} is to name something.`);
    path = path.replace(/\{\w+\}/, value);
  }
  return path;
};
