import { describe, jest } from '@jest/globals';
import { executable } from './chromium.js';

// A page is looked at in several ways, each of which takes seconds where the machine is busy.
jest.setTimeout(120_000);

if (executable === undefined) {
  console.warn('No Chromium is installed here, so the tests of the pages are skipped. CHROMIUM=<path> names one.');
}

/** Tests that need a browser, which are left out where there is none. */
export const describeInBrowser = executable === undefined ? describe.skip : describe;
