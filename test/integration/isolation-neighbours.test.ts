import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';
import { kyselyOf } from '../../src/orm.js';
import { buildGatewaySchema } from '../../src/schema.js';
import { startTestApp, type TestApp } from '../support/app.js';
import type { Person } from '../support/clients.js';
import { buildEstate, type Estate } from '../support/estate.js';
import { inTurns } from '../support/isolation/in-turns.js';
import { act, mark, markersOf } from '../support/isolation/markers.js';
import { masked } from '../support/isolation/masks.js';
import { readingsOf } from '../support/isolation/readings.js';
import { rowCounts } from '../support/rows.js';

jest.setTimeout(180_000);

const schema = buildGatewaySchema();

/** Tables in which nobody has rows of their own, each with its reason. */
const nobodys: Readonly<Record<string, string>> = {
  platform_settings: 'One row, the platform’s own, which superadmins alone read.',
  plugin: 'The catalogue, the same for everybody.',
  signing_key: 'The gateway’s own keys.',
  migration: 'What the gateway’s own schema has got.',
};

/** Tables that triggers keep of other tables: sums, so that a row more elsewhere may leave no row more here. */
const derived = ['tally'];

let gateway: TestApp;
let home: Estate;
beforeAll(async () => {
  gateway = await startTestApp();
  home = await buildEstate(gateway);
});
afterAll(() => gateway.stop());

const withinTenant = ({ tenantAdmin, editor, apiToken }: Estate): Readonly<Record<string, Person>> => ({
  'the tenant admin': tenantAdmin,
  'an editor': editor,
  'the service token': apiToken,
});
const everybody = (estate: Estate): Readonly<Record<string, Person>> => ({
  'the reseller': estate.reseller,
  ...withinTenant(estate),
});

/** Everything that some people are answered about their estate. */
const answersTo = async (people: Readonly<Record<string, Person>>): Promise<Map<string, string>> => {
  const readings = await readingsOf(schema, gateway, home);
  const asked = Object.entries(people).flatMap(([name, person]) =>
    readings.map((reading) => ({ key: `${reading.title}, ${name}`, person, reading })),
  );
  const answers = await inTurns(asked, 8, async ({ key, person, reading }) => {
    return [key, masked(await reading.by(person), undefined)] as const;
  });
  return new Map(answers);
};

/** What is left by what people do, by time and by failed logins. */
const addLater = async (estate: Estate): Promise<void> => {
  await act(estate, 'done by others');
  const { tenant } = estate;
  const db = kyselyOf(gateway.app.services.orm.em);
  await sql`insert into expiry_notice (tenant_id, state, valid_until, created_at)
    values (${tenant.id}, 'NEARING', now(), now())`.execute(db);
  await sql`insert into login_attempts (key, attempts, until)
    values (${`of ${tenant.id}`}, 1, now() + interval '1 hour')`.execute(db);
};

describe('rows of every table', () => {
  const neighbours = {
    'an estate of another reseller': { people: everybody, build: () => buildEstate(gateway) },
    'an estate beside it, below the same reseller': {
      people: withinTenant,
      build: () => buildEstate(gateway, home),
    },
  };

  test.each(Object.entries(neighbours))('of %s change nothing in any answer', async (_name, { people, build }) => {
    // A service token has no last use before its first.
    for (const person of Object.values(people(home))) await person.graphql('{ viewer { id } }');
    const [answers, rows] = [await answersTo(people(home)), await rowCounts(gateway)];
    const estate = await build();
    await addLater(estate);
    const grown = Object.entries(await rowCounts(gateway)).filter(([table, count]) => count > (rows[table] ?? 0));
    expect(
      Object.keys(rows)
        .filter((table) => !derived.includes(table) && !grown.some(([name]) => name === table))
        .sort(),
    ).toEqual(Object.keys(nobodys).sort());
    const later = await answersTo(people(home));
    expect([...later].filter(([key, answer]) => answer !== answers.get(key))).toEqual([]);
    expect([...answers.values()].filter((answer) => answer.startsWith('200')).length).toBeGreaterThan(100);
  });
});

test('2,000 requests of two resellers and their tenants at once show no marker of the other', async () => {
  const other = await buildEstate(gateway);
  const words = { home: 'zebra-of-the-one', other: 'quagga-of-the-other' };
  await mark(gateway, home, words.home);
  await mark(gateway, other, words.other);
  const sides = [
    {
      people: everybody(home),
      readings: await readingsOf(schema, gateway, home),
      hidden: markersOf(other, words.other),
      own: words.home,
    },
    {
      people: everybody(other),
      readings: await readingsOf(schema, gateway, other),
      hidden: markersOf(home, words.home),
      own: words.other,
    },
  ];
  const requests = fc.sample(fc.record({ person: fc.nat(), reading: fc.nat() }), { numRuns: 2_000, seed: 1 });
  const shown = await inTurns([...requests.entries()], 24, async ([index, { person, reading }]) => {
    const { people, readings, hidden, own } = sides[index % 2]!;
    const asked = readings[reading % readings.length]!;
    const { status, headers, text } = await asked.by(Object.values(people)[person % 4]!);
    const whole = JSON.stringify([...headers]) + text;
    return {
      asked: asked.title,
      status,
      own: whole.includes(own),
      leaks: hidden.filter((marker) => whole.includes(marker)),
    };
  });
  expect(shown.filter(({ leaks }) => leaks.length > 0)).toEqual([]);
  expect(shown.filter(({ status }) => status >= 500)).toEqual([]);
  expect(shown.filter(({ own }) => own).length).toBeGreaterThan(500);
});
