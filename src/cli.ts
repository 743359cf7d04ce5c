import { ConfigError, describeConfig, loadConfig, type Config } from './config.js';
import { existingEncryptionKeys, loadEncryptionKeys, type EncryptionKeys } from './auth/encryption-keys.js';
import { Vault } from './auth/vault.js';
import { WrongKeyError } from './auth/wrong-key-error.js';
import { fromDatabase } from './database-errors.js';
import { openDatabase } from './database.js';
import { DataDirectoryBusyError, lockDirectory } from './embedded/directory-lock.js';
import type { App } from './app.js';
import { discrepancies, type Discrepancy } from './ledger.js';
import { isReady, jobTimeouts, kyselyOf } from './orm.js';
import { faultRecord } from './fault-record.js';
import { rotateEncryptionKey, type Rotation } from './rotation/rotate-encryption-key.js';
import { rotateSigningKeys } from './signing-keys.js';
import { logTelemetry } from './telemetry.js';
import { DatabaseRightsError } from './writer-role.js';

/** What a command found wrong, in words for whoever ran it. */
class OperatorError extends Error {}

const notReady = (): OperatorError => new OperatorError('The database does not answer or is not up to date.');

const announce = ({ firstLogin, url }: App): void => {
  if (!firstLogin) return;
  const password = firstLogin.generatedPassword ?? 'the one given as ADMIN_PASSWORD';
  console.log(
    [
      '',
      '  The first start has made the platform and its first superadmin. Log in with',
      `    e-mail    ${firstLogin.email}`,
      `    password  ${password}`,
      `  at ${url}/graphql. A generated password is shown this once.`,
      '',
    ].join('\n'),
  );
};

const serve = async (config: Config): Promise<void> => {
  const telemetry = logTelemetry(config.LOG_LEVEL);
  // The database opens while the rest is loaded, which no other command needs.
  const [database, { startApp }] = await Promise.all([openDatabase(config), import('./app.js')]);
  const app = await startApp(config, database, telemetry);
  announce(app);
  const stop = (signal: NodeJS.Signals): void => {
    process.removeAllListeners('SIGTERM').removeAllListeners('SIGINT');
    telemetry.emit({ type: 'stopping', signal });
    void app.stop().then(() => {
      telemetry.emit({ type: 'stopped' });
      process.exit(0);
    }, fail);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
};

const migrate = async (config: Config): Promise<void> => {
  const database = await openDatabase(config);
  try {
    const applied = await database.migrate();
    console.log(applied.length === 0 ? 'Nothing to migrate.' : `Applied ${applied.join(', ')}.`);
  } finally {
    await database.close();
  }
};

/** Makes the key that will sign next. Tokens signed until then live out their time. */
const rotateKeys = async (config: Config): Promise<void> => {
  const database = await openDatabase(config, jobTimeouts);
  try {
    if (!(await isReady(database.orm))) throw notReady();
    const kid = await rotateSigningKeys(database.orm, new Vault(loadEncryptionKeys(config)));
    console.log(`Made the signing key ${kid ?? ''}. It is published at once and signs in ten minutes.`);
  } finally {
    await database.close();
  }
};

const rotationWords = ({ keyId, isNew, resealed }: Rotation, { file }: EncryptionKeys): string => {
  const done = `${resealed} secrets have been sealed anew, all are sealed with key ${keyId} now.`;
  if (isNew) return `A new key has been made. ${done}`;
  if (file) return `An earlier rotation has been finished. ${done}`;
  return resealed > 0 ? done : `All secrets are sealed with ENCRYPTION_KEY, key ${keyId}, already.`;
};

/** Seals every secret with a new key. Fails, to be run again, where other processes still seal with another one. */
const rotateEncryption = async (config: Config): Promise<void> => {
  const keys = existingEncryptionKeys(config);
  const database = await openDatabase(config, jobTimeouts);
  // The embedded database has locked the directory already.
  const unlock = keys.file && database.kind === 'server' ? lockDirectory(config.DATA_DIR) : () => undefined;
  try {
    if (!(await isReady(database.orm))) throw notReady();
    const rotation = await rotateEncryptionKey(database.orm, keys);
    if (rotation.left > 0) {
      throw new OperatorError(
        `${rotation.left} secrets have been sealed with another key meanwhile. Restart the gateways that were not given key ${rotation.keyId} first, then run this again.`,
      );
    }
    console.log(rotationWords(rotation, keys));
  } finally {
    unlock();
    await database.close();
  }
};

const accountNames: Readonly<Record<Discrepancy['account'], string>> = {
  ADMIN_POOL: "admin's credit_balance",
  ADMIN_GRANTED: "admin's total_granted",
  ADMIN_DISTRIBUTED: "admin's total_distributed",
  ORGANIZATION_LIMIT: "organization's credit_limit",
  ORGANIZATION_BALANCE: "organization's credit_balance",
  ORGANIZATION_USED: "organization's credit_used",
};

/** Recomputes the ledger. Fails where a balance is not the sum of its entries. */
const verify = async (config: Config): Promise<void> => {
  const database = await openDatabase(config, jobTimeouts);
  try {
    if (!(await isReady(database.orm))) throw notReady();
    const found = await discrepancies(kyselyOf(database.orm.em));
    const lines = found.map(
      ({ account, owner, balance, entries }) =>
        `${accountNames[account]} of number ${owner} is ${balance}, its entries make ${entries}.`,
    );
    if (lines.length > 0) throw new OperatorError(lines.join('\n'));
    console.log('Every balance is the sum of its entries.');
  } finally {
    await database.close();
  }
};

const commands: Readonly<Record<string, (config: Config) => Promise<void> | void>> = {
  serve,
  migrate,
  verify,
  'rotate-keys': rotateKeys,
  'rotate-encryption-key': rotateEncryption,
  config: (config) => {
    console.log(JSON.stringify(describeConfig(config), null, 2));
  },
};

/** A fault that an operator can mend, in words; undefined for anything else. */
const wordsFor = (error: unknown): string | undefined => {
  const told = [ConfigError, DatabaseRightsError, DataDirectoryBusyError, OperatorError, WrongKeyError];
  const isTold = told.some((type) => error instanceof type);
  if (isTold) return (error as Error).message;
  if ((error as { code?: unknown } | null)?.code === 'EADDRINUSE') {
    return 'The address is already in use. Choose another PORT or HOST.';
  }
  const { code, cause } = fromDatabase(error);
  return code === 'UNAVAILABLE' && cause instanceof Error
    ? `The database does not answer: ${cause.message}`
    : undefined;
};

/** Anything but an operator's fault is a bug and shows where it happened, but none of the values it was about. */
const fail = (error: unknown): void => {
  const { stack, ...facts } = faultRecord(error) ?? { name: 'Something that is no error was thrown.' };
  console.error(wordsFor(error) ?? `${JSON.stringify(facts)}\n${stack ?? ''}`);
  process.exit(1);
};

/** Runs one command of the gateway; `serve` returns once it listens. */
export const run = async (name: string): Promise<void> => {
  const command = commands[name];
  if (!command) {
    console.error(`Unknown command '${name}'. There are: ${Object.keys(commands).join(', ')}.`);
    process.exit(2);
  }
  try {
    await command(loadConfig());
  } catch (error) {
    fail(error);
  }
};
