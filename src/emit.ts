import { writeFileSync } from 'node:fs';
import { authorizationPage } from './authorization-page.js';
import { buildGatewaySchema, printGatewaySchema } from './schema.js';

// What can be derived is written here, committed, and checked for drift. It imports the schema alone, so that it
// builds also while REST does not yet fit a schema that has just changed.
writeFileSync('schema.graphql', printGatewaySchema(buildGatewaySchema()));
writeFileSync('docs/authorization.md', authorizationPage());
