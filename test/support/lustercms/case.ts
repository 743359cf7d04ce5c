import type { BadValue } from './values.js';
import type { Role, Things, World } from './world.js';

/** What is refused: on which things, with which body, to whom; the superadmin, the usual body and the usual things unless given. */
export interface Attempt {
  readonly things?: Partial<Things>;
  readonly body?: unknown;
  readonly as?: Role | 'nobody';
}

/** An endpoint as the page has it: who may, what they get, and everything that may be wrong. */
export interface Case {
  /** Who gets a success on their own things; 'anybody' needs no credentials, and bad ones are not looked at. */
  readonly who: readonly Role[] | 'anybody' | 'anybody, or somebody';
  readonly status: 200 | 201;
  /** The keys of the answer, in the page's order; of each of its rows where it is a bare list. */
  readonly keys: readonly string[];
  readonly isList?: true;
  /** A valid body; the seed's, where it has one. */
  readonly body?: (things: Things) => unknown;
  /** Things that the next success may use up. */
  readonly fresh?: (world: World, role: Role) => Promise<Partial<Things>>;
  /** Every member of the body, with the values that it may not have. */
  readonly fields?: Readonly<Record<string, readonly BadValue[]>>;
  /** Those without which there is no body. */
  readonly needs?: readonly string[];
  /** Whether the body may be absent. */
  readonly bodyIsOptional?: true;
  readonly query?: Readonly<Record<string, readonly BadValue[]>>;
  /** What else is refused, by status and detail. */
  readonly refusals?: Readonly<Record<string, (world: World) => Attempt | Promise<Attempt>>>;
}

/** What stands before a parameter in a path, and what is said where there is no such thing. */
export const kinds = {
  requests: ['request', 'Registration request not found'],
  'partner-groups': ['group', 'Partner group not found'],
  admins: ['admin', 'Admin not found'],
  organizations: ['organization', 'Organization not found'],
  notifications: ['notification', 'Notification not found'],
} as const satisfies Record<string, readonly [keyof Things, string]>;

const parameter = /([\w-]+)\/\{(\w+)\}/;

/** The parameter of a route, if it has one, and the kind of thing that it names. */
export const parameterOf = (route: string): { name: string; thing: keyof Things; unknown: string } | undefined => {
  const found = parameter.exec(route);
  if (!found) return undefined;
  const [thing, unknown] = kinds[found[1] as keyof typeof kinds];
  return { name: found[2] ?? '', thing, unknown };
};

/** The path of a route, with the number of its thing or another. */
export const pathOf = (route: string, things: Things, id?: string): string => {
  const path = route.split(' ')[1] ?? '';
  const named = parameterOf(route);
  return named ? path.replace(/\{\w+\}/, id ?? String(things[named.thing])) : path;
};
