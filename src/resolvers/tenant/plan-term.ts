import type { Config } from '../../config.js';
import { AppError } from '../../errors.js';

/**
 * How many months a plan is paid for at a time; without a plan it is one.
 * @throws NOT_FOUND for a plan that is not configured
 */
export const termOf = ({ PLANS }: Config, plan: string | null): number => {
  if (plan === null) return 1;
  const months = PLANS.get(plan);
  if (months === undefined) {
    throw new AppError('NOT_FOUND', 'There is no such plan.', { reason: 'PLAN_UNKNOWN', params: { plan } });
  }
  return months;
};
