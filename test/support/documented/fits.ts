const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const textFits = (actual: unknown, documented: string): boolean =>
  typeof actual === 'string' && new RegExp(`^${documented.split('…').map(escaped).join('[^]*')}$`).test(actual);

/**
 * Whether an answer is the documented one. `…` in a text stands for any text; a text that is nothing else, for any value;
 * as the name of a member, for any further members.
 */
export const fits = (actual: unknown, documented: unknown): boolean => {
  if (documented === '…') return actual !== undefined;
  if (typeof documented === 'string') return textFits(actual, documented);
  if (typeof documented !== 'object' || documented === null) return actual === documented;
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual) !== Array.isArray(documented))
    return false;
  const { '…': more, ...members } = documented as Record<string, unknown>;
  const found = actual as Record<string, unknown>;
  const isComplete = more !== undefined || Object.keys(found).length === Object.keys(members).length;
  return isComplete && Object.entries(members).every(([name, value]) => fits(found[name], value));
};
