/** Why a step failed, in words that hold no secret and no value of a statement: they are shown and audited as they are. */
export class StepFailedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StepFailedError';
  }
}
