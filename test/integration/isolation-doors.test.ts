import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.js';
import { assemble } from '../support/isolation/cast.js';
import { Matrix, type Subject } from '../support/isolation/matrix.js';
import { titleOf } from '../support/isolation/prepared-calls.js';
import { expectHidden, refusalsChangeNothing } from '../support/isolation/promises.js';
import { optionsOf } from '../support/isolation/rest-bodies.js';
import { doors, pathOf, type Door } from '../support/isolation/rest-calls.js';
import { faceOf, lookOf } from '../support/isolation/rest-faces.js';

const subjectOf = (door: Door): Subject => ({
  ...{ type: door.type, field: door.field, kind: door.kind },
  ...{ access: door.endpoint.access, isPublic: door.endpoint.public === true },
  ready: async (cast, { name, thing }) => {
    const path = await pathOf(door, cast.gateway, thing);
    const options = await optionsOf(door, thing, cast);
    return () => cast.people[name].request(door.endpoint.method, path, options);
  },
});

const endpoints = doors.map((door) => ({ door, subject: subjectOf(door), route: door.route }));

let gateway: TestApp;
let matrix: Matrix;
beforeAll(async () => {
  gateway = await startTestApp({ SSO_PROVIDERS: 'okta' });
  matrix = new Matrix(await assemble(gateway));
  await matrix.begin(endpoints.map(({ subject }) => subject));
}, 180_000);
afterAll(() => gateway.stop());

refusalsChangeNothing(() => matrix);

describe.each(endpoints)('$route', ({ door, subject }) => {
  test('answers everybody about everything as the table and the predicates say', async () => {
    const calls = await matrix.callsOf(subject);
    const looks = calls.map((call) => [titleOf(call), lookOf(door, call.answer)]);
    expect(looks).toEqual(calls.map((call) => [titleOf(call), faceOf(door, call)]));
  });

  if (door.kind === undefined) return;
  test('answers about what is hidden the same bytes as about what never was', async () => {
    expectHidden(await matrix.callsOf(subject));
  });
});
