import { expect } from '@jest/globals';
import type { TargetKind } from '../../../src/permissions.js';
import type { Answer } from '../clients.js';
import { ok } from './decision.js';
import type { Prepared } from './prepared-calls.js';
import type { Door } from './rest-calls.js';

/** An answer as a door gives it: its status, and its body or that it fits what the record promises. */
export type Face = readonly [status: number, body: unknown];

const fastapiUnknown: Readonly<Record<string, Partial<Record<TargetKind, string>>>> = {
  scaikey: { tenant: 'Tenant not found', admin: 'Partner not found' },
  lustercms: {
    registration: 'Registration request not found',
    'partner group': 'Partner group not found',
    admin: 'Admin not found',
    organization: 'Organization not found',
    notification: 'Notification not found',
  },
};

const statuses: Readonly<Record<string, number>> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404 };
const text = expect.any(String);

const scope = 'Platform token requires admin:read or admin:write scope';

const fastapi = ({ dialect, kind }: Door, status: number, reason: string | undefined): object => {
  if (status === 401) return { detail: 'Not authenticated' };
  if (status === 404) return { detail: fastapiUnknown[dialect]?.[kind!] };
  return { detail: reason === 'SCOPE_MISSING' && dialect === 'scaikey' ? scope : 'Insufficient permissions' };
};

const exdCodes: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 404: 'not_found' };
const exd = (status: number): object => ({
  error: { code: exdCodes[status], message: text, details: {} },
  request_id: text,
});

const titles: Readonly<Record<number, object>> = {
  401: {
    type: 'https://datatracker.ietf.org/doc/html/rfc7235#section-3.1',
    title: 'Unauthorized',
    detail: 'Authentication is required to access this resource.',
  },
  403: { title: 'ForbiddenException', detail: 'Unauthorized access.' },
  404: { title: 'NotFoundException', detail: text },
};
const problem = (status: number, instance: RegExp): object => ({
  ...titles[status],
  ...{ status, instance: expect.stringMatching(instance), traceId: text },
});

const pathOf = ({ dialect, endpoint: { path } }: Door): RegExp =>
  new RegExp(`^/${dialect}${path.replace(/\{\w+\}/g, '[^/]+')}$`);

/** How a call that is decided looks at a door. */
export const faceOf = (door: Door, { decision }: Prepared): Face => {
  if (decision === ok) return [door.endpoint.response[0], 'as promised'];
  const [code = '', reason] = decision.split(' ');
  const status = statuses[code]!;
  if (door.dialect === 'exd') return [status, exd(status)];
  return [status, door.dialect === 'fullstackhero' ? problem(status, pathOf(door)) : fastapi(door, status, reason)];
};

/** How an answer looks, a success told by the schema of the record. */
export const lookOf = ({ endpoint: { response } }: Door, { status, json }: Answer): Face => {
  const [promised, schema] = response;
  const fits = status === promised && (schema ? schema.safeParse(json).success : json === undefined);
  return [status, fits ? 'as promised' : json];
};
