import type { TadaDocumentNode } from 'gql.tada';

/** What a client was told instead of data. */
export class Refusal extends Error {
  constructor(readonly extensions: Readonly<Record<string, unknown>> | undefined) {
    super('The gateway refused.');
  }
}

export interface Sink<Data> {
  next(data: Data): void;
  error(error: unknown): void;
  complete(): void;
}

/** A library that people call GraphQL with, as its documentation sets it up; the token is what the session has at the moment. */
export interface GraphQLClient {
  readonly session: { token: string | undefined };
  /** @throws Refusal with what the library's own error says */
  query<Data, Variables extends object>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** @throws Refusal with what the library's own error says */
  mutate<Data, Variables extends object>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data>;
  /** Absent where the library knows no subscriptions. */
  subscribe?<Data, Variables extends object>(
    document: TadaDocumentNode<Data, Variables>,
    variables: Variables,
    sink: Sink<Data>,
  ): () => void;
  close(): Promise<void>;
}

/** The session's token as a header. */
export const authorizationOf = ({ token }: GraphQLClient['session']): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };
