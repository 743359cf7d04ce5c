import DataLoader from 'dataloader';
import type { Kysely } from 'kysely';
import type { Issuers } from './auth/authenticate.js';
import type { Vault } from './auth/vault.js';
import type { Viewer } from './auth/viewer.js';
import type { Bus } from './bus.js';
import type { Config } from './config.js';
import type { Database } from './entities/index.js';
import type { KeyedRequest } from './idempotency.js';
import type { Jobs } from './jobs.js';
import type { Mailer } from './mailer.js';
import type { Selection } from './selection.js';
import type { Telemetry } from './telemetry.js';
import type { RegistrationThrottles } from './throttle.js';
import { kyselyOf, type Orm } from './orm.js';

/** What every operation shares. Made once, in `app.ts`. */
export interface Services extends Issuers {
  readonly config: Config;
  readonly orm: Orm;
  readonly vault: Vault;
  readonly mailer: Mailer;
  readonly registrations: RegistrationThrottles;
  readonly bus: Bus;
  readonly jobs: Jobs;
  readonly telemetry: Telemetry;
}

/** Where an operation came from; the audit log keeps it. */
export interface Origin {
  readonly requestId: string;
  readonly ip: string | null;
  /** `graphql`, or the dialect that the request was made in. */
  readonly api: string;
  /** The host that the client addressed, without a port. Absent where no request is behind the operation. */
  readonly host?: string | undefined;
  /** The organization that the client asks to be shown, from `X-Organization-ID`. Nothing about it has been checked. */
  readonly organizationId?: string | undefined;
  /** The slug of the tenant that the client asks to act in. Nothing about it has been checked. */
  readonly tenant?: string | undefined;
}

type Batch<Key, Value> = (
  db: Kysely<Database>,
  keys: readonly Key[],
  viewer: Viewer,
  selection: Selection,
) => Promise<ReadonlyMap<Key, Value>>;

const nothing: Selection = new Map();

/** One operation: who runs it, on what, and what it has loaded so far. */
export class Context {
  /** For reads, which see the last committed state and hydrate nothing. */
  readonly db: Kysely<Database>;
  private readonly loaders = new Map<unknown, Map<Selection, DataLoader<never, unknown>>>();

  constructor(
    readonly viewer: Viewer,
    readonly origin: Origin,
    readonly services: Services,
    /** What its sender gave a key: its write is carried out once. */
    readonly keyed?: KeyedRequest,
  ) {
    this.db = kyselyOf(services.orm.em);
  }

  /** The same operation for somebody else: whoever has just proven who they are, or the platform. */
  as(viewer: Viewer): Context {
    return new Context(viewer, this.origin, this.services);
  }

  /**
   * Loads by key through `batch`, which is asked once for all keys of one turn of the event loop.
   * @param selection what is asked of each, for a batch that projects
   */
  load<Key extends string | number, Value>(
    batch: Batch<Key, Value>,
    key: Key,
    selection: Selection = nothing,
  ): Promise<Value | null> {
    const loaders = this.loaders.get(batch) ?? new Map<Selection, DataLoader<never, unknown>>();
    this.loaders.set(batch, loaders);
    let loader = loaders.get(selection) as DataLoader<Key, Value | null> | undefined;
    if (!loader) {
      loader = new DataLoader<Key, Value | null>(async (keys) => {
        const found = await batch(this.db, keys, this.viewer, selection);
        return keys.map((each) => found.get(each) ?? null);
      });
      loaders.set(selection, loader);
    }
    return loader.load(key);
  }
}

/** Through whose eyes something is read, and over which connection. */
export type Asking = Pick<Context, 'db' | 'viewer'>;
