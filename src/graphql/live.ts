import {
  createSourceEventStream,
  getOperationAST,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { Context, type Origin, type Services } from '../context.js';
import { AppError } from '../errors.js';
import type { Telemetry } from '../telemetry.js';
import type { CompiledOperations } from './compiled.js';
import { formatError, toAppError } from './format-error.js';
import type { Gateway } from './gateway.js';
import { assertAffordable, documentLimits, maxLexicalTokens } from './limits.js';
import { LiveResults } from './live-results.js';
import { OpenSubscriptions } from './open-subscriptions.js';
import { assertRepresentable } from './values.js';

/** An operation as a client sends it over a socket or an event stream. */
export interface LiveRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Whose operation it is, and where it came from. */
export interface Client {
  readonly authorization: string | undefined;
  readonly origin: Origin;
}

/** An operation that may be started. */
interface Checked {
  readonly document: DocumentNode;
  readonly kind: OperationTypeNode;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

const mostDocuments = 500;

/** Runs operations for transports that stay open. Credentials are checked for each operation, and again for each event. */
export class LiveOperations {
  /** Compiled forms hang on the parsed document, so the same text must give the same one. The oldest goes first. */
  private readonly documents = new Map<string, DocumentNode>();
  private readonly open: OpenSubscriptions;
  private stopping = false;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly operations: CompiledOperations,
    private readonly gateway: Gateway,
    private readonly services: Services,
    private readonly telemetry: Telemetry,
  ) {
    this.open = new OpenSubscriptions(gateway, services.bus);
  }

  /** @throws AppError UNAUTHENTICATED or FORBIDDEN unless the credentials are good */
  async authenticate(authorization: string | undefined): Promise<void> {
    const { subject } = await this.gateway.authenticate(authorization);
    if (subject === null) throw new AppError('UNAUTHENTICATED', 'Log in first.', { reason: 'CREDENTIALS_MISSING' });
  }

  /** @throws AppError or GraphQLError for what cannot be run, whoever asks */
  check({ query, operationName = null, variables }: LiveRequest): Checked {
    const document = this.documentOf(query);
    const given = { ...variables };
    assertAffordable(this.schema, document, operationName ?? undefined, given);
    assertRepresentable(given);
    const kind = getOperationAST(document, operationName)?.operation ?? OperationTypeNode.QUERY;
    return { document, kind, operationName, variables: given };
  }

  /** The one result, or the events as they come. @throws AppError where nothing was run */
  async start(checked: Checked, client: Client): Promise<LiveResults | ExecutionResult> {
    const { document, kind, operationName, variables } = checked;
    const { requestId } = client.origin;
    const caller = await this.gateway.authenticate(client.authorization);
    const context = new Context(caller.viewer, client.origin, this.services);
    if (kind !== OperationTypeNode.SUBSCRIPTION) {
      return this.shown(await this.operations.run(document, operationName, variables, context), requestId);
    }
    const refused = this.gateway.refusal(document, caller);
    if (refused) throw refused;
    if (this.stopping) throw new AppError('UNAVAILABLE', 'The gateway is stopping. Try again shortly.');
    const events = await createSourceEventStream({
      schema: this.schema,
      document,
      operationName,
      variableValues: variables,
      contextValue: context,
    });
    if (!(Symbol.asyncIterator in events)) throw toAppError(events.errors?.[0]);
    const results = new LiveResults(events[Symbol.asyncIterator](), {
      result: (event) => this.resultOf(event, checked, client),
      failure: (error) => this.failed(error, requestId),
      ended: () => {
        this.open.delete(results);
      },
    });
    this.open.add(results, { document, authorization: client.authorization, viewer: caller.viewer });
    return results;
  }

  /** A result that holds nothing but why there is none. */
  failed(error: unknown, requestId: string): ExecutionResult {
    return { errors: [this.show(error, {}, requestId)] } as unknown as ExecutionResult;
  }

  /** Whether subscriptions end because the gateway stops, not because there is nothing more to come. */
  get isStopping(): boolean {
    return this.stopping;
  }

  /** Ends every subscription, so that no connection waits for an event that will not come. */
  async close(): Promise<void> {
    this.stopping = true;
    await this.open.close();
  }

  /**
   * Each event is an operation of its own: what its viewer may see is asked anew, and nothing loaded earlier is shown.
   * @throws where it cannot be shown, as where its viewer sees it no more
   */
  private async resultOf(event: unknown, checked: Checked, client: Client): Promise<ExecutionResult> {
    const { document, operationName, variables } = checked;
    const caller = await this.gateway.authenticate(client.authorization);
    const refused = this.gateway.refusal(document, caller);
    if (refused) throw refused;
    const context = new Context(caller.viewer, client.origin, this.services);
    const result = await this.operations.run(document, operationName, variables, context, event);
    // Whoever went on without this event would not know what they have missed.
    if (!result.data) throw toAppError(result.errors?.[0]);
    return this.shown(result, client.origin.requestId);
  }

  private documentOf(query: string): DocumentNode {
    const known = this.documents.get(query);
    if (known) return known;
    const document = parse(query, { maxLexicalTokens });
    const [fault] = validate(this.schema, document, [...specifiedRules, ...documentLimits]);
    if (fault) throw fault;
    const [oldest] = this.documents.keys();
    if (this.documents.size >= mostDocuments && oldest !== undefined) this.documents.delete(oldest);
    this.documents.set(query, document);
    return document;
  }

  private shown(result: ExecutionResult, requestId: string): ExecutionResult {
    if (!result.errors) return result;
    const errors = result.errors.map((error) => this.show(error, error, requestId));
    return { ...result, errors } as unknown as ExecutionResult;
  }

  private show(error: unknown, at: Parameters<typeof formatError>[1], requestId: string) {
    const fault = toAppError(error);
    if (fault.code === 'INTERNAL' || fault.code === 'UNAVAILABLE') {
      this.telemetry.emit({ type: 'failed', error: fault, requestId, api: 'graphql' });
    }
    return formatError(fault, at, requestId);
  }
}
