import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { CompiledQuery, sql } from 'kysely';
import { Client } from 'pg';
import { onServer, type OpenDatabase } from '../../src/database.js';
import { Batch } from '../../src/orm/batch.js';
import { inTransaction, inTransactionThenRead, kyselyOf, type EntityManager } from '../../src/orm.js';
import { runWithNext } from '../../src/orm/sent-together.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { emptyDatabase, serverUrl, type ServerDatabase } from '../support/template.js';

type Query = (...given: unknown[]) => unknown;

/** What each journey to the server has carried. */
const journeys: string[][] = [];
const prototype = Client.prototype as unknown as { query: Query };
const { query } = prototype;

const textsOf = (given: unknown): string[] => {
  if (given instanceof Batch) return given.statements.map(({ text }) => text);
  return [typeof given === 'string' ? given : (given as { text: string }).text];
};

beforeAll(() => {
  prototype.query = function (this: unknown, ...given) {
    journeys.push(textsOf(given[0]));
    return query.apply(this, given);
  };
});
afterAll(() => {
  prototype.query = query;
});
afterEach(() => {
  journeys.length = 0;
});

/** The embedded database is in the process itself, so that there is nowhere to go. */
const describeServer = serverUrl === undefined ? describe.skip : describe;

describeServer('a mutation', () => {
  let gateway: TestApp;
  beforeAll(async () => {
    gateway = await startTestApp();
  });
  afterAll(() => gateway.stop());

  test('goes to the database twice: to find and lock, and to write, audit, commit and read', async () => {
    const { id } = await gateway.build.tenant();
    const rename = (name: string) =>
      gateway.superadmin.graphql(
        `mutation ($id: ID!, $name: String!) { updateTenant(tenant: $id, input: { displayName: $name }) { displayName } }`,
        { id, name },
      );
    await rename('once');
    journeys.length = 0;
    await rename('again');
    const own = journeys.filter((texts) => !texts.some((text) => text.includes('pgboss.')));
    // Who asks may have to be read again before.
    expect(own.slice(own.findIndex(([first]) => first === 'begin'))).toEqual([
      ['begin', expect.stringContaining('set_config'), expect.stringMatching(/^select .* for update/s)],
      [
        expect.stringMatching(/^insert into "audit_log"/),
        expect.stringMatching(/^with touched as \(update "tenant"/),
        'commit',
        expect.stringMatching(/^select /),
      ],
    ]);
  });
});

describeServer('statements that travel together', () => {
  let database: OpenDatabase;
  let server: ServerDatabase;
  beforeAll(async () => {
    server = await emptyDatabase();
    // One connection, so that whatever is left of a transaction is met by the next.
    database = await onServer(server.url, 1);
    await sql`create table line (text text primary key)`.execute(kyselyOf(database.orm.em));
    await sql`alter table line add rank int unique deferrable initially deferred`.execute(kyselyOf(database.orm.em));
  });
  afterAll(async () => {
    await database.close();
    await server.drop();
  });

  const insert = (text: string) => CompiledQuery.raw('insert into line (text) values ($1)', [text]);
  const count = (text: string) => CompiledQuery.raw('select count(*)::int as lines from line where text = $1', [text]);

  const linesOf = async (text: string): Promise<unknown> => {
    const { rows } = await kyselyOf(database.orm.em).executeQuery<{ lines: number }>(count(text));
    return rows[0]?.lines;
  };

  test('are carried out in their order', async () => {
    const seen = await inTransaction(database.orm, async (em) => {
      await runWithNext(kyselyOf(em), insert('first'));
      return (await kyselyOf(em).executeQuery<{ lines: number }>(count('first'))).rows;
    });
    expect(seen).toEqual([{ lines: 1 }]);
    expect(journeys.at(-2)).toEqual(['begin', insert('').sql, count('').sql]);
  });

  test.each([
    ['a statement after it', true],
    ['the commit', false],
  ])('fail as the first of them that fails, whose reason %s is told', async (_what, asks) => {
    // Behind what fails the server never sees it, and must not be taken to know its name.
    const behind = CompiledQuery.raw(`select $1::text as "behind ${asks}"`, ['x']);
    const failing = (round: number) =>
      inTransaction(database.orm, async (em) => {
        const db = kyselyOf(em);
        await runWithNext(db, insert(`kept ${round}`));
        await runWithNext(db, insert('first'));
        if (asks) await db.executeQuery(behind);
        else await runWithNext(db, behind);
      });
    // Often enough for all of them to be known by their names.
    for (let round = 0; round < 12; round += 1) {
      await expect(failing(round)).rejects.toMatchObject({ code: '23505', constraint: 'line_pkey' });
      expect(await linesOf(`kept ${round}`)).toBe(0);
    }
    expect(await linesOf('first')).toBe(1);
    const { rows } = await kyselyOf(database.orm.em).executeQuery(behind);
    expect(rows).toHaveLength(1);
  });

  test('are never sent where the transaction is given up before there is anything to wait for', async () => {
    const given = new Error('given up');
    const work = inTransaction(database.orm, async (em) => {
      await runWithNext(kyselyOf(em), insert('never'));
      throw given;
    });
    await expect(work).rejects.toBe(given);
    expect(journeys).toEqual([]);
    expect(await linesOf('never')).toBe(0);
  });

  test('are rolled back where the transaction is given up later', async () => {
    const given = new Error('given up');
    const work = inTransaction(database.orm, async (em) => {
      await kyselyOf(em).executeQuery(insert('begun'));
      await runWithNext(kyselyOf(em), insert('never'));
      throw given;
    });
    await expect(work).rejects.toBe(given);
    expect([await linesOf('begun'), await linesOf('never')]).toEqual([0, 0]);
  });

  test('do not wait outside of a transaction', async () => {
    await runWithNext(kyselyOf(database.orm.em), insert('alone'));
    expect(journeys).toEqual([[insert('').sql]]);
    expect(await linesOf('alone')).toBe(1);
  });

  /** Makes a line and reads it. What it is read with sees whether a transaction is under way that has written. */
  const madeAndRead = (text: string, rank: number | null, reading = 'true') =>
    inTransactionThenRead(
      database.orm,
      async (em) => {
        const line = CompiledQuery.raw('insert into line values ($1, $2)', [text, rank]);
        await runWithNext(kyselyOf(em), line);
        return text;
      },
      () => Promise.resolve(),
      async (made, db) => {
        const own = CompiledQuery.raw(
          `select text, pg_current_xact_id_if_assigned() as own from line where text = $1 and ${reading}`,
          [made],
        );
        return (await db.executeQuery(own)).rows;
      },
    );

  test('end with a read of what is committed', async () => {
    expect(await madeAndRead('read', null)).toEqual([{ text: 'read', own: null }]);
    expect(journeys.map((texts) => texts.length)).toEqual([4]);
  });

  test('read nothing where the commit fails, whose reason is told', async () => {
    await madeAndRead('ranked', 1);
    await expect(madeAndRead('ranked as well', 1)).rejects.toMatchObject({
      code: '23505',
      constraint: 'line_rank_key',
    });
    expect(await linesOf('ranked as well')).toBe(0);
  });

  test('stay where the read fails, and the connection is as good as before', async () => {
    await expect(madeAndRead('unread', null, '1 / length(text) > 1 / 0')).rejects.toMatchObject({ code: '22012' });
    expect(await linesOf('unread')).toBe(1);
  });

  test('are committed where there is nothing to read after all, and where what is read is not liked', async () => {
    const make = (text: string) => async (em: EntityManager) => runWithNext(kyselyOf(em), insert(text));
    const then = () => Promise.resolve();
    expect(await inTransactionThenRead(database.orm, make('nothing'), then, () => Promise.resolve('read'))).toBe(
      'read',
    );
    expect(journeys).toEqual([['begin', insert('').sql, 'commit']]);
    const disliked = inTransactionThenRead(database.orm, make('disliked'), then, async (_made, db) => {
      await db.executeQuery(count('disliked'));
      throw new Error('disliked');
    });
    await expect(disliked).rejects.toThrow('disliked');
    // Nothing is left that could be rolled back.
    expect(journeys.flat()).not.toContain('rollback');
    expect([await linesOf('nothing'), await linesOf('disliked')]).toEqual([1, 1]);
  });
});
