import { expect } from '@jest/globals';
import type { TestApp } from './app.js';
import { rawRequest } from './clients.js';

/** A request as it goes over the wire. */
export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export const json = { 'Content-Type': 'application/json' };
export const preflight = { 'Apollo-Require-Preflight': 'true' };

/** Sends a request as the superadmin. */
export const send = async (gateway: TestApp, { method = 'POST', path = '/graphql', headers = json, body }: Sent) => {
  const answer = await rawRequest(gateway.url, {
    method,
    path,
    headers: { ...gateway.superadmin.authorization, ...headers },
    chunks: body === undefined ? [] : [body],
  });
  return { ...answer, type: String(answer.headers['content-type']), id: answer.headers['x-request-id'] };
};

/** Sends an operation, with whatever else the body shall have. */
export const query = (gateway: TestApp, text: string, rest: object = {}): Promise<Reply> =>
  send(gateway, { body: JSON.stringify({ query: text, ...rest }) });

export type Reply = Awaited<ReturnType<typeof send>>;

interface Shown {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly requestId?: string };
}

/** The errors of an answer. */
export const errorsOf = ({ text }: Reply): readonly Shown[] => (JSON.parse(text) as { errors?: Shown[] }).errors ?? [];

/** Holds for every refusal: JSON, an id, a code of the closed set, and nothing of the inside. */
export const expectRefused = (reply: Reply, status: number, message?: string | RegExp): void => {
  expect({ status: reply.status, text: reply.text }).toEqual({ status, text: expect.stringMatching(/^\{"errors":\[/) });
  expect(reply.type).toMatch(/^application\/(graphql-response\+)?json; charset=utf-8$/);
  expect(reply.id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(reply.text).not.toMatch(/node_modules|\bat .*\.[jt]s|stack|Did you mean|hunter2/i);
  const errors = errorsOf(reply);
  expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['INVALID']));
  for (const { extensions } of errors) expect([undefined, reply.id]).toContain(extensions.requestId);
  if (message !== undefined) expect(errors.map((error) => error.message).join('\n')).toMatch(message);
};
