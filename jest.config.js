import { existsSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';

// tsc leaves the output of a deleted test in dist; without its source it must not run.
const compiled = existsSync('dist/test') ? readdirSync('dist/test', { recursive: true }) : [];
const stale = compiled
  .map((file) => file.replaceAll(sep, '/'))
  .filter((file) => file.endsWith('.test.js') && !existsSync(`test/${file.replace(/\.js$/, '.ts')}`))
  .map((file) => `/dist/test/${file.replaceAll('.', '\\.')}$`);

export default {
  roots: ['<rootDir>/dist/test'],
  testMatch: ['**/*.test.js'],
  testPathIgnorePatterns: ['/node_modules/', ...stale],
  transform: {},
  testEnvironment: 'node',
  injectGlobals: false,
  globalSetup: '<rootDir>/dist/test/support/global-setup.js',
  globalTeardown: '<rootDir>/dist/test/support/global-teardown.js',
  maxWorkers: 2,
  testTimeout: 60_000,
  // An embedded database lives in the worker; a worker above this is replaced between two test files.
  workerIdleMemoryLimit: '1GB',
};
