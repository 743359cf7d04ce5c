import type { DocumentNode } from 'graphql';
import type { TadaDocumentNode } from 'gql.tada';
import type { AppError } from '../errors.js';

/** A GraphQL operation whose result and variables the compiler knows. */
export type Operation<Data, Variables> = TadaDocumentNode<Data, Variables, unknown>;

/** Somebody whose credentials were checked. Only the port can look inside. */
export interface Caller {
  /** Names the caller to the rate limiter; null for nobody in particular. */
  readonly subject: string | null;
  /** Days that are left to the caller's tenant after the end of its subscription; null while that lasts. */
  readonly graceDaysLeft: number | null;
}

/** Where a request came from; it ends up in the audit log. */
export interface Origin {
  readonly requestId: string;
  readonly ip: string | null;
  readonly api: string;
  /** Without a port. */
  readonly host: string | undefined;
  /** From `X-Organization-ID`; nothing about it has been checked. */
  readonly organizationId: string | undefined;
  /** From the header or the query parameter `tenant`; nothing about it has been checked. */
  readonly tenant: string | undefined;
}

/** All that REST knows of the product. `app.ts` implements it with the GraphQL schema. */
export interface Port {
  /** @throws AppError UNAUTHENTICATED or FORBIDDEN */
  authenticate(authorization: string | undefined): Promise<Caller>;
  /** Compiles an operation ahead of its first request. @throws where it does not fit the schema */
  prepare(operation: DocumentNode): void;
  /** Why the caller may not run this at all, whatever the variables, or undefined. */
  refusal(operation: DocumentNode, caller: Caller): AppError | undefined;
  /** Told of a caller who was refused, so that the attempt is on record. */
  denied(operation: DocumentNode, caller: Caller, origin: Origin): Promise<void>;
  /** Whether the policy table lets the caller through a door of a legacy API. @throws for a door it does not list */
  allows(access: string, caller: Caller): boolean;
  /** @throws AppError, the first error of the result */
  run<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    caller: Caller,
    origin: Origin,
  ): Promise<Data>;
  /**
   * The same for a request that its caller has given a key: it is carried out once in 24 hours, and answered the same again.
   * @throws AppError, IDEMPOTENCY_KEY_REUSED where the key was that of another request
   */
  runOnce<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    caller: Caller,
    origin: Origin,
    key: string,
  ): Promise<{ readonly data: Data; readonly isRepeated: boolean }>;
}
