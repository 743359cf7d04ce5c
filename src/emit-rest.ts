import { mkdirSync, writeFileSync } from 'node:fs';
import { errorsPage } from './errors-page.js';
import { dialects } from './rest/dialects.js';
import { documentOf } from './rest/openapi/document.js';

// The last step of `npm run emit`: by now the types that REST reads from the schema are those of the schema.
writeFileSync('docs/errors.md', errorsPage());
mkdirSync('docs/openapi', { recursive: true });
for (const dialect of dialects) {
  writeFileSync(`docs/openapi/${dialect.name}.json`, `${JSON.stringify(documentOf(dialect), null, 2)}\n`);
}
