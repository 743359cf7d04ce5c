import type { DocumentNode, ExecutionResult } from 'graphql';
import { authenticate } from '../auth/authenticate.js';
import { tenantOf, type Viewer } from '../auth/viewer.js';
import { Context, type Origin, type Services } from '../context.js';
import type { AppError } from '../errors.js';
import { KeyedRequest } from '../idempotency.js';
import { kyselyOf } from '../orm.js';
import { mayCall, permissions, restAccess, type Permission } from '../permissions.js';
import { rootFieldsOf } from '../selection.js';
import { refusal } from '../shield.js';
import { recordDenials } from '../write.js';
import type { CompiledOperations } from './compiled.js';
import { toAppError } from './format-error.js';
import { assertRepresentable } from './values.js';

interface Caller {
  readonly subject: string | null;
  readonly graceDaysLeft: number | null;
  readonly viewer: Viewer;
}

/** Runs operations for adapters that speak something other than GraphQL over HTTP. */
export class Gateway {
  constructor(
    private readonly operations: CompiledOperations,
    private readonly services: Services,
  ) {}

  async authenticate(authorization: string | undefined): Promise<Caller> {
    try {
      const viewer = await authenticate(authorization, this.services, kyselyOf(this.services.orm.em));
      return { subject: viewer.subject, graceDaysLeft: tenantOf(viewer)?.graceDaysLeft ?? null, viewer };
    } catch (error) {
      throw toAppError(error);
    }
  }

  prepare(document: DocumentNode): void {
    this.operations.prepare(document);
  }

  refusal(document: DocumentNode, { viewer }: Caller): AppError | undefined {
    const refused = rootFieldsOf(document).some(({ type, field }) => {
      const rows: Readonly<Record<string, Permission>> = permissions[type];
      const row = rows[field];
      return !row || !mayCall(type, row.who, viewer);
    });
    return refused ? refusal(viewer) : undefined;
  }

  /** Puts it on record that the caller was refused what would have changed something: one attempt, whichever way it went on. */
  async denied(document: DocumentNode, { viewer }: Caller, origin: Origin): Promise<void> {
    const mutations = rootFieldsOf(document).flatMap(({ type, field }) => (type === 'Mutation' ? [field] : []));
    try {
      const attempt = mutations.length === 0 ? [] : [mutations.join(' or ')];
      await recordDenials(new Context(viewer, origin, this.services), attempt);
    } catch (error) {
      throw toAppError(error);
    }
  }

  allows(access: string, { viewer }: Caller): boolean {
    const who = restAccess[access];
    if (!who) throw new Error(`The policy table has no door '${access}'.`);
    return who.allows(viewer);
  }

  async run<Data>(document: DocumentNode, variables: unknown, { viewer }: Caller, origin: Origin): Promise<Data> {
    return this.result<Data>(document, variables, new Context(viewer, origin, this.services));
  }

  async runOnce<Data>(
    document: DocumentNode,
    variables: unknown,
    { viewer, subject }: Caller,
    origin: Origin,
    key: string,
  ): Promise<{ readonly data: Data; readonly isRepeated: boolean }> {
    const keyed = new KeyedRequest(subject, key, document, variables);
    const answer = () => this.result<Data>(document, variables, new Context(viewer, origin, this.services, keyed));
    try {
      return await keyed.answer(kyselyOf(this.services.orm.em), answer);
    } catch (error) {
      throw toAppError(error);
    }
  }

  private async result<Data>(document: DocumentNode, variables: unknown, context: Context): Promise<Data> {
    const result = await this.execute(document, variables as Record<string, unknown>, context);
    const [error] = result.errors ?? [];
    if (error) throw toAppError(error);
    return result.data as Data;
  }

  private async execute(
    document: DocumentNode,
    variables: Record<string, unknown>,
    context: Context,
  ): Promise<ExecutionResult> {
    try {
      assertRepresentable(variables);
      return await this.operations.run(document, null, variables, context);
    } catch (error) {
      throw toAppError(error);
    }
  }
}
