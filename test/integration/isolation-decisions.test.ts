import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isNonNullType } from 'graphql';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Answer } from '../support/clients.js';
import { assemble } from '../support/isolation/cast.js';
import { ok, type Decision } from '../support/isolation/decision.js';
import { documentOf, operationsOf, senderOf, variablesOf, type Operation } from '../support/isolation/graphql-calls.js';
import { Matrix, type Subject } from '../support/isolation/matrix.js';
import { titleOf } from '../support/isolation/prepared-calls.js';
import { doors } from '../support/isolation/rest-calls.js';
import { situations } from '../support/isolation/things.js';
import { expectHidden, refusalsChangeNothing } from '../support/isolation/promises.js';

const schema = buildGatewaySchema();

const subjectOf = (operation: Operation): Subject => ({
  ...{ type: operation.type, field: operation.field.name, kind: operation.kind },
  ready: async (cast, { name, thing }) => {
    const sender = await senderOf(cast, operation, name);
    const variables = await variablesOf(operation, cast, thing);
    return () => sender.graphql(documentOf(schema, operation), variables);
  },
});

const operations = operationsOf(schema).map((operation) => ({
  operation,
  subject: subjectOf(operation),
  title: `${operation.field.name}${operation.kind === undefined ? '' : ` by ${operation.way}`}`,
}));

let gateway: TestApp;
let matrix: Matrix;
beforeAll(async () => {
  gateway = await startTestApp();
  matrix = new Matrix(await assemble(gateway));
  await matrix.begin(operations.map(({ subject }) => subject));
}, 180_000);
afterAll(() => gateway.stop());

interface Shown {
  readonly path: unknown;
  readonly extensions: { readonly code: string; readonly reason?: string };
}

/** What an answer comes to, or the answer itself where it has another shape than refusals have. */
const decisionOf = ({ json, text }: Answer, { field }: Operation): Decision => {
  if (json.errors === undefined) return ok;
  const [error, ...more] = json.errors as Shown[];
  const { code, reason } = error!.extensions;
  const data = isNonNullType(field.type) ? null : { [field.name]: null };
  const isPlain = isDeepStrictEqual(json.data, data) && isDeepStrictEqual(error!.path, [field.name]);
  if (more.length > 0 || !isPlain) return text;
  return [code, reason].filter((word) => word !== undefined).join(' ');
};

test('more than 3,000 cases are decided, here and at the doors of the legacy APIs', () => {
  const kinds = [...operations.map(({ operation }) => operation.kind), ...doors.map(({ kind }) => kind)];
  expect(kinds.flatMap(situations).length).toBeGreaterThan(3_000);
});

refusalsChangeNothing(() => matrix);

describe.each(operations)('$title', ({ operation, subject }) => {
  test('is decided as the table and the predicates say, for everybody about everything', async () => {
    const calls = await matrix.callsOf(subject);
    const decisions = calls.map((call) => [titleOf(call), decisionOf(call.answer, operation)]);
    expect(decisions).toEqual(calls.map((call) => [titleOf(call), call.decision]));
  });

  if (operation.kind === undefined) return;
  test('answers about what is hidden the same bytes as about what never was', async () => {
    expectHidden(await matrix.callsOf(subject));
  });
});
