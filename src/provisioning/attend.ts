import { fromDatabase } from '../database-errors.js';
import { provisioningSteps, type ProvisioningStepName } from '../entities/provisioning.js';
import { LeaseLostError, type Attempt, type Attempts } from './attempts.js';
import { StepFailedError } from './step-failed-error.js';
import { loadSubject, steps, type StepResources } from './steps.js';

/**
 * Takes one attempt through its steps, from the first that is not completed. A fault of a step ends the attempt; trouble
 * with the gateway's own database does not, because the attempt can be taken up again when it is back.
 * @param isStopping asked between two steps
 * @throws where the gateway's own database is in trouble; the lease then runs out
 */
export const attend = async (
  attempt: Attempt,
  attempts: Attempts,
  resources: StepResources,
  isStopping: () => boolean,
): Promise<void> => {
  let held = attempt;
  try {
    for (const step of provisioningSteps) {
      if (isStopping()) {
        await attempts.release(held);
        return;
      }
      const begun = await attempts.begin(held, step);
      held = begun.held;
      if (begun.isDone) continue;
      const failure = await failureOf(step, held, resources);
      if (failure !== undefined) {
        await attempts.fail(held, step, failure);
        return;
      }
      await attempts.complete(held, step);
    }
    await attempts.finish(held);
  } catch (error) {
    if (!(error instanceof LeaseLostError)) throw error;
  }
};

/** Runs a step; answers what to tell where it failed, or undefined. */
const failureOf = async (
  step: ProvisioningStepName,
  attempt: Attempt,
  resources: StepResources,
): Promise<string | undefined> => {
  try {
    await steps[step](await loadSubject(attempt, resources), resources);
    return undefined;
  } catch (error) {
    if (error instanceof StepFailedError) return error.message;
    if (fromDatabase(error).code === 'UNAVAILABLE') throw error;
    resources.telemetry.emit({ type: 'worker-failed', error });
    return 'An unexpected error occurred.';
  }
};
