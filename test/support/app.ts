import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApp, type App } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import type { Event } from '../../src/telemetry.js';
import { Build } from './build.js';
import { signInAs, type Person } from './clients.js';
import { platformAdmin } from './people.js';
import { copyOfTemplate } from './template.js';

/** A gateway that listens on a port of its own, on a fresh database. */
export interface TestApp {
  readonly app: App;
  readonly url: string;
  /** Undefined for the embedded database. */
  readonly databaseUrl: string | undefined;
  /** Everything observed so far. */
  readonly events: readonly Event[];
  /** Every statement that reached the database so far. */
  readonly statements: readonly string[];
  /** Puts rows into the database that no API can make yet. */
  readonly build: Build;
  readonly superadmin: Person;
  stop(): Promise<void>;
}

/**
 * Starts a gateway for tests. Rate limits are lifted unless the test gives its own multiplier.
 * @param variables environment variables, over the tests' own
 */
export const startTestApp = async (variables: Record<string, string> = {}): Promise<TestApp> => {
  const directory = mkdtempSync(join(tmpdir(), 'tenantry-test-'));
  const { database, url: databaseUrl, statements } = await copyOfTemplate();
  const events: Event[] = [];
  const config = loadConfig({ PORT: '0', DATA_DIR: directory, RATE_LIMIT_MULTIPLIER: '0', ...variables });
  const app = await startApp(config, database, { emit: (event) => void events.push(event) });
  const build = new Build(app);
  const superadmin = await signInAs(app, platformAdmin.email);
  return {
    app,
    url: app.url,
    databaseUrl,
    events,
    statements,
    build,
    superadmin,
    stop: async () => {
      await app.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
