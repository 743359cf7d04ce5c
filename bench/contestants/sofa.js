import { createServer } from 'node:http';
import { useSofa } from 'sofa-api';
import { contextOf, schema } from './stock-schema.js';

/** The stock schema as REST. */
const sofa = useSofa({
  basePath: '/api',
  schema,
  depthLimit: 3,
  context: ({ req }) => contextOf(req.headers.authorization),
});
createServer(sofa).listen(Number(process.env.PORT), '127.0.0.1');
