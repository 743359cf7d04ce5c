import type { Orm } from '../orm.js';
import type { Telemetry } from '../telemetry.js';

/** The worker that makes tenants' stores ready. */
export interface Worker {
  /** Says that an attempt may be waiting. */
  wake(): void;
  /** Finishes the step under way and stops. */
  stop(): Promise<void>;
}

export const startWorker = (_orm: Orm, _telemetry: Telemetry): Worker => ({
  wake: () => undefined,
  stop: () => Promise.resolve(),
});
