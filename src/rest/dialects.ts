import type { Dialect } from './endpoint.js';

/** Every legacy API that the gateway answers. */
export const dialects: readonly Dialect[] = [];
