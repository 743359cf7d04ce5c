import type { Dialect } from './endpoint.js';
import { fullstackhero } from './fullstackhero/index.js';
import { lustercms } from './lustercms/index.js';

/** Every legacy API that the gateway answers. */
export const dialects: readonly Dialect[] = [lustercms, fullstackhero];
