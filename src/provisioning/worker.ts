import type { Vault } from '../auth/vault.js';
import type { Orm } from '../orm.js';
import type { Telemetry } from '../telemetry.js';
import { Attempts, type Attempt } from './attempts.js';
import { attend } from './attend.js';

/** The worker that makes tenants' stores ready. */
export interface Worker {
  /** Says that an attempt may be waiting. */
  wake(): void;
  /** Finishes the steps under way and stops. What is left of their attempts is for the next worker. */
  stop(): Promise<void>;
}

/** What the worker works with. */
export interface WorkerOptions {
  readonly orm: Orm;
  readonly vault: Vault;
  readonly telemetry: Telemetry;
  /** Whether no other process can be working on this database, so that every lease found at the start is a dead one. */
  readonly alone: boolean;
}

/** How many attempts one process works on at once, so that a database that does not answer holds up nobody else. */
const maxRunning = 3;

/** How long an attempt may lie that nobody was woken for: one whose worker died, or lost the database. */
const pollMilliseconds = 15_000;

class ProvisioningWorker implements Worker {
  private readonly attempts: Attempts;
  private readonly running = new Set<Promise<void>>();
  private readonly ended: Promise<void>;
  private woken = false;
  private stopping = false;
  private ring: () => void = () => undefined;

  constructor(private readonly options: WorkerOptions) {
    this.attempts = new Attempts(options.orm, options.telemetry);
    this.ended = this.loop();
  }

  wake(): void {
    this.woken = true;
    this.ring();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.ring();
    await this.ended;
    await Promise.all(this.running);
  }

  private async loop(): Promise<void> {
    if (this.options.alone) await this.attempts.releaseAll().catch(this.failed);
    while (!this.stopping) {
      this.woken = false;
      await this.takeWaiting().catch(this.failed);
      await this.pause();
    }
  }

  private async takeWaiting(): Promise<void> {
    while (!this.stopping && this.running.size < maxRunning) {
      const attempt = await this.attempts.claim();
      if (!attempt) return;
      this.start(attempt);
    }
  }

  private start(attempt: Attempt): void {
    const run = attend(attempt, this.attempts, this.options, () => this.stopping)
      .catch(this.failed)
      .finally(() => {
        this.running.delete(run);
        this.wake();
      });
    this.running.add(run);
  }

  /** Until somebody wakes the worker, or long enough; not at all where that has happened since it last looked. */
  private pause(): Promise<void> {
    return new Promise((resolve) => {
      if (this.woken || this.stopping) {
        resolve();
        return;
      }
      const timer = setTimeout(resolve, pollMilliseconds);
      timer.unref();
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private readonly failed = (error: unknown): void => {
    this.options.telemetry.emit({ type: 'worker-failed', error });
  };
}

/** Starts to work on whatever attempts are waiting, and on those that come. */
export const startWorker = (options: WorkerOptions): Worker => new ProvisioningWorker(options);
