import type { Answer } from './clients.js';

/** ScaiKey's collection, as its OpenAPI writes it. */
export const collection = '/api/v1/admin/tenants/';

export const tenantPath = (id: string): string => `${collection}${id}`;

/** An id of the right shape that was never given out. */
export const neverGiven = 'tnt_0000000000000000';

/** What a client can tell two answers apart by, without what differs from request to request. */
export const essence = ({ status, headers, text }: Answer) => {
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id', 'keep-alive', 'connection'].includes(name));
  return { status, headers: Object.fromEntries(kept), text };
};

export const outcome = ({ status, json }: Answer) => ({ status, json: json as unknown });

/** One entry of FastAPI's 422. */
export const fault = (loc: readonly (string | number)[], type: string, msg: string) => ({ loc, msg, type });

export const unprocessable = (...detail: ReturnType<typeof fault>[]) => ({ status: 422, json: { detail } });

export const refused = (status: number, detail: string) => ({ status, json: { detail } });

/** ScaiKey's other collection. */
export const partners = '/api/v1/admin/partners/';

export const partnerPath = (id: string): string => `${partners}${id}`;
