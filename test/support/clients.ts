import { request as httpRequest } from 'node:http';
import type { App } from '../../src/app.js';
import { kyselyOf } from '../../src/orm.js';
import { expectDocumented } from './documents.js';

/** An answer as a client sees it. `json` is undefined for an empty body and throws for anything that is not JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests look into bodies of every shape
}

export interface RequestOptions {
  readonly headers?: Record<string, string>;
  /** Sent as JSON, with its content type. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly raw?: string | Buffer;
}

/** Somebody with or without a session; every request carries who they are. */
export class Person {
  constructor(
    readonly url: string,
    readonly token: string | undefined,
    readonly userId: string | undefined,
  ) {}

  get authorization(): Record<string, string> {
    return this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` };
  }

  /** `request('GET', '/api/v1/tenants?limit=1')` */
  async request(method: string, path: string, { headers = {}, body, raw }: RequestOptions = {}): Promise<Answer> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...this.authorization,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(raw === undefined ? {} : { body: raw as string }),
    });
    const text = await response.text();
    const header = (name: string) => response.headers.get(name);
    expectDocumented({ method, path, status: response.status, header, text });
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
  }

  get(path: string, options?: RequestOptions): Promise<Answer> {
    return this.request('GET', path, options);
  }

  post(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    return this.request('POST', path, { ...options, ...(body === undefined ? {} : { body }) });
  }

  /** Runs a GraphQL operation; the answer's JSON is `{ data, errors }`. */
  graphql(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
    return this.post('/graphql', { query, variables });
  }
}

/** Somebody without a session. */
export const anybody = (url: string): Person => new Person(url, undefined, undefined);

/**
 * A session for an existing user, made without a password so that tests need not pay for hashing.
 * @param tenant the slug of the tenant that the session is for
 * @param api the legacy API it was opened through
 * @param session the id of a session that there is; without one the token belongs to none
 */
export const signInAs = async (
  app: App,
  email: string,
  options: { tenant?: string; api?: string; session?: string } = {},
): Promise<Person> => {
  const db = kyselyOf(app.services.orm.em);
  const user = await db.selectFrom('user').where('email', '=', email).select('public_id').executeTakeFirstOrThrow();
  const tenant =
    options.tenant === undefined
      ? undefined
      : await db
          .selectFrom('tenant')
          .where('slug', '=', options.tenant)
          .where('deleted_at', 'is', null)
          .select('id')
          .executeTakeFirstOrThrow();
  const claims = {
    sub: user.public_id,
    email,
    role: 'test',
    ...(tenant === undefined ? {} : { tenant: options.tenant ?? '', tenant_id: tenant.id }),
    ...(options.api === undefined ? {} : { api: options.api }),
    ...(options.session === undefined ? {} : { sid: options.session }),
  };
  const token = await app.services.tokens.issue(claims, new Date(Date.now() + 600_000));
  return new Person(app.url, token, user.public_id);
};

/** A request that `fetch` refuses to make: odd paths, header lists, bodies without a length. */
export const rawRequest = async (
  url: string,
  options: {
    method: string;
    path: string;
    headers?: Record<string, string | string[]>;
    chunks?: readonly (string | Buffer)[];
  },
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }> => {
  const { method, path } = options;
  const { status, headers, text } = await send(url, options);
  const header = (name: string) => headers[name.toLowerCase()]?.toString() ?? null;
  expectDocumented({ method, path, status, header, text });
  return { status, headers, text };
};

type Sent = Awaited<ReturnType<typeof rawRequest>>;

const send = (url: string, { method, path, headers, chunks = [] }: Parameters<typeof rawRequest>[1]): Promise<Sent> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = httpRequest({ hostname, port, method, path, headers: headers ?? {} }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString('utf8'),
        });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    for (const chunk of chunks) sent.write(chunk);
    sent.end();
  });
