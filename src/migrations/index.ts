import { Migration0001Foundation } from './0001-foundation.js';

/** Every migration, in order. A migration that has been released never changes. */
export const migrations = [{ name: '0001-foundation', class: Migration0001Foundation }];
