import { WrongKeyError } from '../auth/wrong-key-error.js';
import { fromDatabase } from '../database-errors.js';
import { provisioningSteps, type ProvisioningStepName } from '../entities/provisioning.js';
import { StoreError } from '../store/store-error.js';
import { maxTries, type Attempt, type Attempts } from './attempts.js';
import { LeaseLostError, renewMilliseconds } from './lease.js';
import { loadSubject, steps, type StepResources } from './steps.js';

/** The attempt has not ended, and nothing is wrong with that: somebody is to take it up again. */
export class UnfinishedError extends Error {
  constructor() {
    super('The attempt is to be taken up again.');
    this.name = 'UnfinishedError';
  }
}

/**
 * Takes one attempt through its steps, from the first that is not completed. A fault of a step ends the attempt, unless
 * it passes and there are tries left.
 * @param isStopping asked between two steps
 * @throws UnfinishedError; LeaseLostError where somebody else holds it; what the gateway's own database says in trouble
 */
export const attend = async (
  id: number,
  attempts: Attempts,
  resources: StepResources,
  isStopping: () => boolean,
): Promise<void> => {
  const attempt = await attempts.claim(id);
  if (!attempt) return;
  let { tries } = attempt;
  // A renewal that fails is followed by another; whoever needs the lease finds out whether it is there.
  const renewal = setInterval(() => void attempts.renew(attempt).catch(() => undefined), renewMilliseconds);
  try {
    for (const step of provisioningSteps) {
      if (isStopping()) {
        await attempts.release(attempt);
        throw new UnfinishedError();
      }
      const { isDone } = await attempts.begin(attempt, step);
      if (isDone) continue;
      const fault = await faultOf(step, attempt, resources);
      if (fault?.passes && tries < maxTries) {
        await attempts.postpone(attempt, step, fault.message);
        throw new UnfinishedError();
      }
      if (fault) {
        await attempts.fail(attempt, step, fault.message);
        return;
      }
      await attempts.complete(attempt, step);
      tries = 1;
    }
    await attempts.finish(attempt);
  } finally {
    clearInterval(renewal);
  }
};

/** Runs a step; answers what to tell where it failed, or undefined. */
const faultOf = async (
  step: ProvisioningStepName,
  attempt: Attempt,
  resources: StepResources,
): Promise<Pick<StoreError, 'message' | 'passes'> | undefined> => {
  try {
    await steps[step](await loadSubject(attempt, resources), resources);
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) return error;
    if (error instanceof LeaseLostError) throw error;
    const { code, message } = fromDatabase(error);
    if (code === 'UNAVAILABLE') return { message, passes: true };
    resources.telemetry.emit({ type: 'worker-failed', error });
    // Another process may have the key, or this one soon.
    if (error instanceof WrongKeyError) {
      return { message: "The tenant's connection string cannot be opened at the moment.", passes: true };
    }
    return { message: 'An unexpected error occurred.', passes: false };
  }
};
