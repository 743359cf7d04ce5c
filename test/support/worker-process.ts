import { writeSync } from 'node:fs';
import { Client } from 'pg';
import { loadEncryptionKeys } from '../../src/auth/encryption-keys.js';
import { Vault } from '../../src/auth/vault.js';
import { loadConfig } from '../../src/config.js';
import { onEmbedded, onServer } from '../../src/database.js';
import { Batch } from '../../src/orm/batch.js';
import { openEmbedded, type EmbeddedDatabase } from '../../src/embedded.js';
import { startWorker } from '../../src/provisioning/worker.js';

/*
 * The product's worker in a process of its own, which a test can end or stop at any statement that it makes for an
 * attempt. Everything about that is here, beneath the database drivers; the product knows nothing of it.
 */

/** Where to send oneself a signal: before a statement, or once a commit is through. Both are counted from the first claim. */
export interface Stop {
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  readonly at: { readonly statement: number } | { readonly commit: number } | { readonly text: string };
}

/** What a worker process is told, as JSON in its environment. */
export interface WorkerOrder {
  readonly url?: string;
  readonly directory?: string;
  readonly key: string;
  readonly alone: boolean;
  readonly stop?: Stop;
}

const order = JSON.parse(process.env['WORKER_ORDER'] ?? '{}') as WorkerOrder;

/** At once, so that a signal right after it loses nothing. */
const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

let statements = 0;
let commits = 0;
let armed = false;

const signal = (): void => {
  say({ stopped: true });
  process.kill(process.pid, order.stop?.signal ?? 'SIGKILL');
};

const before = (text: string): void => {
  armed ||= text.includes('from "provisioning" as "p"');
  if (!armed || text.includes('pgboss.')) return;
  statements += 1;
  const at = order.stop?.at;
  if (at && 'statement' in at && at.statement === statements) signal();
  if (at && 'text' in at && text.includes(at.text)) signal();
};

const committed = (): void => {
  if (!armed) return;
  commits += 1;
  say({ statements, commits });
  const at = order.stop?.at;
  if (at && 'commit' in at && at.commit === commits) signal();
};

type Query = (...args: unknown[]) => unknown;

/** What is asked at once: one statement, or several that travel together. */
const textsOf = (given: unknown): readonly string[] => {
  if (given instanceof Batch) return given.statements.map(({ text }) => text);
  return [typeof given === 'string' ? given : String((given as { text?: unknown } | null)?.text)];
};

const watched =
  (query: Query, isCommit: (text: string) => boolean): Query =>
  (...args) => {
    const [given] = args;
    const texts = textsOf(given);
    texts.forEach(before);
    const asked = query(...args);
    const answer = given instanceof Batch ? given.answer : (asked as Promise<unknown>);
    if (texts.some(isCommit)) void answer.then(committed, () => undefined);
    return asked;
  };

const watchServer = (): void => {
  const prototype = Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  prototype.query = function (this: unknown, ...args) {
    return watched(query.bind(this), (text) => /^commit$/i.test(text))(...args);
  };
};

const watchEmbedded = ({ pglite }: EmbeddedDatabase): void => {
  const transaction = pglite.transaction.bind(pglite);
  const never = () => false;
  Object.assign(pglite, {
    query: watched(pglite.query.bind(pglite) as Query, never),
    transaction: async (work: (tx: object) => Promise<unknown>) => {
      const result = await transaction((tx) =>
        work(Object.assign(tx, { query: watched(tx.query.bind(tx) as Query, never) })),
      );
      committed();
      return result;
    },
  });
};

const openDatabase = async () => {
  if (order.url !== undefined) {
    watchServer();
    return onServer(order.url, 5);
  }
  const embedded = await openEmbedded(order.directory ?? '');
  watchEmbedded(embedded);
  return onEmbedded(embedded);
};

const { orm, target, openJobs } = await openDatabase();
await startWorker({
  ...{ orm, target, alone: order.alone, migrationsDirectory: undefined },
  jobs: await openJobs((error) => {
    say({ fault: String(error) });
  }),
  vault: new Vault(loadEncryptionKeys(loadConfig({ ENCRYPTION_KEY: order.key }))),
  telemetry: { emit: say },
});
say({ ready: true });
