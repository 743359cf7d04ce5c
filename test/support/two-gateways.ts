import { randomBytes } from 'node:crypto';
import { startTestApp, type TestApp } from './app.js';
import type { Processes } from './processes.js';

/** A gateway in this process and the address of one in a process of its own, both on one database of a server. */
export interface TwoGateways {
  readonly gateway: TestApp;
  readonly otherUrl: string;
}

export const startTwoGateways = async (processes: Processes): Promise<TwoGateways> => {
  const ENCRYPTION_KEY = randomBytes(32).toString('base64');
  const gateway = await startTestApp({ ENCRYPTION_KEY });
  const other = processes.start({
    ...{ ENCRYPTION_KEY, RATE_LIMIT_MULTIPLIER: '0' },
    ...{ DATABASE_URL: gateway.databaseUrl ?? '', DATA_DIR: processes.directory() },
  });
  return { gateway, otherUrl: await other.url() };
};
