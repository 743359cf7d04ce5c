import { expect, test } from '@jest/globals';
import { masked } from './masks.js';
import type { Made, Matrix } from './matrix.js';

/** Whoever is refused has changed nothing, and is on record if they are known. */
export const refusalsChangeNothing = (matrix: () => Matrix): void => {
  test('what is refused leaves everything as it was, but for a line about each attempt of somebody known', () => {
    const { before, after, attempts } = matrix();
    const { audit_log: earlier = [], ...others } = before;
    const { audit_log: later = [], ...rest } = after;
    expect(rest).toEqual(others);
    expect(later.length - earlier.length).toBe(attempts);
  });
};

/** @throws unless what is hidden is answered like what never was, and what is gone as well */
export const expectHidden = (calls: readonly Made[]): void => {
  for (const { name, relation, thing, decision, answer } of calls) {
    if (!decision.startsWith('NOT_FOUND')) continue;
    const never = calls.find((call) => call.name === name && call.relation === 'missing')!;
    expect([name, relation, masked(answer, thing)]).toEqual([name, relation, masked(never.answer, never.thing)]);
  }
};
