import { z } from 'zod';

/** A point in time as clients read it. */
export const Time = z.iso.datetime().describe('UTC, in whole seconds.');

/** exd writes points in time without a fraction of a second. */
export const toTime = (time: string): string => time.replace(/\.\d+(?=Z$)/, '');
