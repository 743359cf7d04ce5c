import { describe, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { faultRecord } from '../../src/fault-record.js';
import { kyselyOf } from '../../src/orm.js';
import { User } from '../../src/entities/user.js';
import { platformAdmin } from '../support/people.js';
import { copyOfTemplate } from '../support/template.js';

const secret = 'pl4nted - Secret';

describe('what is written down about a fault', () => {
  test('of the database is where it was, and nothing of what was written there', async () => {
    const { database } = await copyOfTemplate();
    const { orm } = database;
    const faults = [
      () =>
        orm.em
          .fork()
          .persist(User.create({ email: platformAdmin.email, passwordHash: secret }))
          .flush(),
      () => sql`insert into "user" (email, password_hash) values ('x', ${secret})`.execute(kyselyOf(orm.em)),
      () => sql`select ${secret}::uuid`.execute(kyselyOf(orm.em)),
      () => sql`select ${sql.ref('column')} from nowhere where 'x' = ${secret}`.execute(kyselyOf(orm.em)),
      () => sql.raw(`select '${secret}' '`).execute(kyselyOf(orm.em)),
    ];
    const records = await Promise.all(faults.map((fault) => fault().then(() => undefined, faultRecord)));
    await database.close();
    expect(JSON.stringify(records)).not.toMatch(/pl4nted|Secret|root@example/);
    const stack = expect.stringMatching(/^ {4}at /);
    expect(records).toEqual([
      {
        name: 'UniqueConstraintViolationException',
        code: '23505',
        constraint: 'user_email_unique',
        table: 'user',
        stack,
      },
      { name: 'error', code: '23502', table: 'user', column: 'public_id', stack },
      { name: 'error', code: '22P02', stack },
      { name: 'error', code: '42P01', message: 'relation "nowhere" does not exist', stack },
      { name: 'error', code: '42601', stack },
    ]);
  });

  test('of JSON is that it is none', () => {
    let record;
    try {
      JSON.parse(secret);
    } catch (error) {
      record = faultRecord(error);
    }
    expect(record).toEqual({ name: 'SyntaxError', stack: expect.any(String) });
  });

  test('of anything else is in its own words', () => {
    const fault = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    expect(faultRecord(fault)).toMatchObject({ name: 'Error', message: fault.message, code: 'ECONNREFUSED' });
    expect(faultRecord('a text')).toBeUndefined();
  });
});
