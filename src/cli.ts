import { ConfigError, describeConfig, loadConfig, type Config } from './config.js';
import { WrongKeyError } from './auth/vault.js';
import { fromDatabase } from './database-errors.js';
import { openDatabase } from './database.js';
import { DataDirectoryBusyError } from './embedded.js';
import { startApp, type App } from './app.js';
import { logTelemetry } from './telemetry.js';

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
  const app = await startApp(config, await openDatabase(config), telemetry);
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

const commands: Readonly<Record<string, (config: Config) => Promise<void> | void>> = {
  serve,
  migrate,
  config: (config) => {
    console.log(JSON.stringify(describeConfig(config), null, 2));
  },
};

/** A fault that an operator can mend, in words; undefined for anything else. */
const wordsFor = (error: unknown): string | undefined => {
  if (error instanceof ConfigError || error instanceof DataDirectoryBusyError || error instanceof WrongKeyError) {
    return error.message;
  }
  if ((error as { code?: unknown } | null)?.code === 'EADDRINUSE') {
    return 'The address is already in use. Choose another PORT or HOST.';
  }
  const { code, cause } = fromDatabase(error);
  return code === 'UNAVAILABLE' && cause instanceof Error
    ? `The database does not answer: ${cause.message}`
    : undefined;
};

/** Anything but an operator's fault is a bug and shows where it happened. */
const fail = (error: unknown): void => {
  console.error(wordsFor(error) ?? error);
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
