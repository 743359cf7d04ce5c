// Whoever starts this with an old Node should read one sentence, not a stack of unknown syntax: nothing else is
// imported before the version is known.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 17)) {
  console.error(
    `tenantry needs Node 22.17 or newer and was started with ${process.versions.node}. "npm start" brings its own.`,
  );
  process.exit(1);
}

// What V8 has compiled is kept for the next start.
const { enableCompileCache } = await import('node:module');
enableCompileCache();

const { run } = await import('./cli.js');
await run(process.argv[2] ?? 'serve');

export {};
