import { describe, expect, test } from '@jest/globals';
import { databaseTarget } from '../../src/store/database-target.js';

describe('a connection string', () => {
  test.each([
    [
      'postgres://app:p%40ss%2Fw@db.example:6543/app%20data?sslmode=require',
      {
        host: 'db.example',
        port: 6543,
        user: 'app',
        password: 'p@ss/w',
        database: 'app data',
        ssl: { rejectUnauthorized: false },
      },
    ],
    ['postgresql://app@[::1]/app', { host: '::1', port: 5432, user: 'app', password: '', database: 'app', ssl: false }],
    [
      'Server=db.example;Port=6543;Database=App;User Id=app;Password=secret;',
      { host: 'db.example', port: 6543, user: 'app', password: 'secret', database: 'App', ssl: false },
    ],
    [
      " HOST = db ; Username=\"a;b\" ; pwd='it''s' ; Initial Catalog=App; SSL Mode=VerifyFull",
      { host: 'db', port: 5432, user: 'a;b', password: "it's", database: 'App', ssl: { rejectUnauthorized: true } },
    ],
  ])('%s', (text, target) => {
    expect(databaseTarget(text)).toEqual(target);
  });

  test.each([
    ['mysql://app:secret@db/app', 'Only PostgreSQL databases can be provisioned.'],
    ['postgres://db/app', 'The connection string names no user.'],
    ['postgres://app:secret@db/', 'The connection string names no database.'],
    ['Server=db;User Id=app;Password=secret', 'The connection string names no database.'],
    ['Database=App;User Id=app;Password=secret', 'The connection string names no host.'],
    ['Server=db;Port=secret;User Id=app;Database=App', 'The connection string names no valid port.'],
    ['Server=db;Port=65536;User Id=app;Database=App', 'The connection string names no valid port.'],
  ])('%s names nothing to connect to', (text, message) => {
    expect(() => databaseTarget(text)).toThrow(message);
  });
});
