import type { Jobs } from '../jobs.js';
import { Attempts } from './attempts.js';
import { attend, UnfinishedError } from './attend.js';
import { LeaseLostError } from './lease.js';
import type { StepResources } from './steps.js';
import { Turns } from './turns.js';

/** The worker that makes tenants' stores ready. */
export interface Worker {
  /** Finishes the steps under way and stops. What is left of their attempts is for the next worker. */
  stop(): Promise<void>;
}

/** What the worker works with. */
export interface WorkerOptions extends StepResources {
  readonly jobs: Jobs;
  /** Whether no other process can be working on this database, so that whoever held an attempt at the start is dead. */
  readonly alone: boolean;
}

/** Starts to work on whatever attempts are waiting, and on those that come. Stopping it closes the queue. */
export const startWorker = async (options: WorkerOptions): Promise<Worker> => {
  const { jobs, telemetry, alone } = options;
  const attempts = new Attempts(options.orm, telemetry);
  const turns = new Turns();
  const state = { stopping: false };
  const handle = async (attemptId: number): Promise<void> => {
    try {
      const work = () => attend(attemptId, attempts, options, () => state.stopping);
      // What may end the process works alone, so that nobody is counted among those that were begun in vain because of it.
      await ((await attempts.isSuspect(attemptId)) ? turns.alone(work) : turns.beside(work));
    } catch (error) {
      const isForeseen = error instanceof UnfinishedError || error instanceof LeaseLostError;
      if (!isForeseen) telemetry.emit({ type: 'worker-failed', error });
      // The queue stores what it is thrown, and the words of a database may hold anything.
      throw new UnfinishedError();
    }
  };
  if (alone) await jobs.giveBack(await attempts.releaseAll());
  await jobs.work(handle);
  return {
    stop: async () => {
      state.stopping = true;
      await jobs.close();
    },
  };
};
