// Makes what `npm start` runs: the gateway and the packages it imports as one program (docs/decisions/0029-one-program.md).
import { build } from 'rolldown';

/** The pages' files are read from beside the module that names them, so that it stays where it is. */
const besideItsFiles = {
  name: 'beside-its-files',
  resolveId: (id, importer) =>
    id === './files.js' && importer?.endsWith('explorer.js')
      ? { id: '../src/explorer/files.js', external: true }
      : undefined,
};

/** V8 keeps a text with a single character beyond Latin 1 in two bytes for each of its millions. */
const inOneByte = {
  name: 'in-one-byte',
  // Not before the chunks are done: what removes dead code prints them anew, and every character as itself.
  generateBundle: (_options, bundle) => {
    for (const chunk of Object.values(bundle)) {
      chunk.code = chunk.code.replace(
        /(?<!\\)[^\0-\x7f]/g,
        (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    }
  },
};

await build({
  input: 'dist/src/main.js',
  platform: 'node',
  // Native code, files next to the code, what only some gateways need, and what type-graphql would take where it is installed.
  external: [/^@node-rs\/argon2$/, /^@electric-sql\/pglite/, /^nodemailer$/, /^class-validator$/],
  plugins: [besideItsFiles, inOneByte],
  output: {
    dir: 'dist/bundle',
    cleanDir: true,
    chunkFileNames: '[name].js',
    comments: false,
    // Entities and types are known by the names of their classes.
    keepNames: true,
  },
});
