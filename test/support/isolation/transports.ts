import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Person } from '../clients.js';

/** What came of an operation, as GraphQL says it, or how the connection was closed instead. */
export interface Result {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions: { readonly code: string; readonly reason?: string } }[];
  readonly closed?: number;
}

type Variables = Record<string, unknown>;

/** Runs operations as one of the transports that stay open carries them, and answers the first result of each. */
export interface Transport {
  call(person: Person, query: string, variables: Variables): Promise<Result>;
  dispose(): Promise<void>;
}

/** One socket for each credential. */
export class Sockets implements Transport {
  private readonly clients = new Map<Person, Client>();

  async call(person: Person, query: string, variables: Variables): Promise<Result> {
    const results = this.clientOf(person).iterate({ query, variables });
    try {
      const { value } = (await results.next()) as { value: Result };
      return value;
    } catch (error) {
      if (Array.isArray(error)) return { errors: error as NonNullable<Result['errors']> };
      return { closed: (error as { code: number }).code };
    } finally {
      await results.return?.();
    }
  }

  async dispose(): Promise<void> {
    for (const client of this.clients.values()) await client.dispose();
  }

  private clientOf(person: Person): Client {
    const { token } = person;
    const known = this.clients.get(person);
    const client =
      known ??
      createClient({
        ...{ url: `${person.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 },
        ...{ lazyCloseTimeout: 5_000 },
        ...(token === undefined ? {} : { connectionParams: { authorization: `Bearer ${token}` } }),
      });
    this.clients.set(person, client);
    return client;
  }
}

/** A request for each operation. What comes after the first result is left. */
export class EventStreams implements Transport {
  async call({ url, authorization }: Person, query: string, variables: Variables): Promise<Result> {
    const left = new AbortController();
    const response = await fetch(`${url}/graphql/stream`, {
      method: 'POST',
      headers: { ...authorization, 'Content-Type': 'application/json', Accept: 'text/event-stream' },
      body: JSON.stringify({ query, variables }),
      signal: left.signal,
    });
    if (response.status !== 200) return (await response.json()) as Result;
    let text = '';
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      const [, data] = /^data: (.*)\n/m.exec(text) ?? [];
      if (data === undefined) continue;
      left.abort();
      return JSON.parse(data) as Result;
    }
    throw new Error(`The stream ended without a result: ${text}`);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
