import { z } from 'zod';
import type { RequestOptions } from '../clients.js';
import { caseOf } from '../lustercms/cases.js';
import type { Things as Numbers } from '../lustercms/world.js';
import { newSession } from '../sessions.js';
import { password, type Cast } from './cast.js';
import type { Door } from './rest-calls.js';
import { unique, type Thing } from './things.js';

type Body = (thing: Thing | undefined, cast: Cast) => object | Promise<object>;

const end = '2090-01-01T00:00:00Z';
const nothing = () => ({});
const login: Body = async (_, { gateway, passwordHash }) => ({
  email: (await gateway.build.user({ passwordHash })).email,
  password,
});

const refreshToken = async ({ gateway, passwordHash }: Cast): Promise<string> => {
  const { email } = await gateway.build.user({ passwordHash });
  return (await newSession(gateway.url, { email, password })).tokens.refreshToken;
};

/** A good body for every endpoint that takes one, but for those of LusterCMS, which has its own cases. */
const bodies: Readonly<Record<string, Body>> = {
  'scaikey POST /api/v1/admin/tenants/': () => ({ name: unique('made') }),
  'scaikey PATCH /api/v1/admin/tenants/{tenant_id}': () => ({ name: 'Changed' }),
  'scaikey POST /api/v1/admin/partners/': () => ({ name: unique('made') }),
  'scaikey PATCH /api/v1/admin/partners/{partner_id}': () => ({ name: 'Changed' }),
  'exd POST /api/v1/tenants': () => ({ slug: unique('made'), login_mode: 'sso', sso_provider: 'okta' }),
  'exd POST /api/v1/tenants/{tenant}/namespaces': () => ({ slug: unique('made') }),
  'exd POST /api/v1/tokens': (thing) => ({ type: 'tenant', name: 'made', tenant: thing?.alias }),
  'fullstackhero POST /api/v1/tenants': () => {
    const id = unique('made');
    return { id, name: id, adminEmail: `${id}@example.com` };
  },
  'fullstackhero POST /api/v1/tenants/{id}/activation': (thing) => ({ tenantId: thing?.alias, isActive: false }),
  'fullstackhero POST /api/v1/tenants/{id}/renew': (thing) => ({ tenantId: thing?.alias }),
  'fullstackhero POST /api/v1/tenants/{id}/adjust-validity': (thing) => ({ tenantId: thing?.alias, validUpto: end }),
  'fullstackhero POST /api/v1/tenants/{id}/upgrade': (thing) => ({ tenant: thing?.alias, extendedExpiryDate: end }),
  'fullstackhero PUT /api/v1/tenants/theme': nothing,
  'fullstackhero POST /api/v1/identity/token/issue': async (_, { gateway, home, passwordHash }) => {
    const user = await gateway.build.user({ passwordHash });
    await gateway.build.join(home, user, 'VIEWER');
    return { email: user.email, password };
  },
  'fullstackhero POST /api/v1/identity/token/refresh': async (_, cast) => ({ refreshToken: await refreshToken(cast) }),
  'lustercms POST /api/auth/login': login,
  'lustercms POST /api/auth/refresh': async (_, cast) => ({ refresh_token: await refreshToken(cast) }),
  'lustercms POST /api/tenants/partner-groups': () => ({ name: unique('made') }),
};

/** The numbers by which LusterCMS' own cases know things. */
const numbersOf = async (thing: Thing | undefined, { gateway }: Cast): Promise<Numbers> => {
  const it = Number(thing?.id);
  const user = (await gateway.build.user()).id;
  const alike = { request: it, group: it, organization: it, notification: it };
  return { ...alike, admin: Number(thing?.alias), user, refreshToken: '' };
};

const ofLusterCms = async ({ endpoint: { method, path } }: Door, thing: Thing | undefined, cast: Cast) =>
  caseOf(`${method} ${path}`).body?.(await numbersOf(thing, cast)) as object | undefined;

const takesBody = ({ request }: Door['endpoint']): boolean =>
  request instanceof z.ZodObject && Object.hasOwn(request.shape, 'body');

/** RFC 6749's form, and the proof of a client in it. */
const form = async ({ gateway }: Cast): Promise<RequestOptions> => {
  const { id } = await gateway.build.client('admin:read');
  return {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    raw: `grant_type=client_credentials&client_id=${id}&client_secret=client-secret`,
  };
};

/** What goes with a request besides its path. @throws where it takes a body and none is known */
export const optionsOf = async (door: Door, thing: Thing | undefined, cast: Cast): Promise<RequestOptions> => {
  if (door.endpoint.form) return form(cast);
  if (!takesBody(door.endpoint)) return {};
  const own = bodies[door.route];
  const body = own ? await own(thing, cast) : door.dialect === 'lustercms' && (await ofLusterCms(door, thing, cast));
  if (!body) throw new Error(`No body is known for ${door.route}.`);
  return { body, ...(door.endpoint.public ? { headers: { tenant: cast.home.slug } } : {}) };
};
