import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import express from 'express';
import { contextOf, schema } from './stock-schema.js';

const server = new ApolloServer({ schema });
await server.start();

const app = express();
app.use(
  '/graphql',
  express.json(),
  expressMiddleware(server, { context: ({ req }) => contextOf(req.headers.authorization) }),
);
app.listen(Number(process.env.PORT), '127.0.0.1');
