import { deprecatedEndpoints } from '../deprecations.js';
import { withDeprecations } from './deprecated.js';
import type { Dialect } from './endpoint.js';
import { exd } from './exd/index.js';
import { fullstackhero } from './fullstackhero/index.js';
import { lustercms } from './lustercms/index.js';
import { scaikey } from './scaikey/index.js';

/** Every legacy API that the gateway answers. */
export const dialects: readonly Dialect[] = [exd, fullstackhero, lustercms, scaikey].map((dialect) =>
  withDeprecations(dialect, deprecatedEndpoints),
);
