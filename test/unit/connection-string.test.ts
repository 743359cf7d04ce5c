import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maskConnectionString } from '../../src/connection-string.js';
import { AppError } from '../../src/errors.js';
import { atThisPace } from '../support/machine-pace.js';

const masked = (text: string): string => {
  try {
    return maskConnectionString(text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'INVALID') return 'refused';
    throw error;
  }
};

describe('URLs', () => {
  test.each([
    ['postgres://app:secret@db:5432/acme', 'postgres://app:***@db:5432/acme'],
    ['postgresql://db/acme', 'postgresql://db/acme'],
    ['postgres://:secret@db/acme', 'postgres://:***@db/acme'],
    ['postgres://app:s%40cret%3B%2F@db/acme', 'postgres://app:***@db/acme'],
    ['POSTGRES://app:se@cret@db/acme', 'postgres://app:***@db/acme'],
    ['postgres://db/acme?user=app&password=secret', 'postgres://db/acme?user=app&password=***'],
    ['postgres://db/acme?PassWord=a&PassWord=b', 'postgres://db/acme?PassWord=***'],
    ['postgres://db/acme?sslkey=secret&sslmode=require', 'postgres://db/acme?sslkey=***&sslmode=require'],
    ['postgres://db/acme?options=-c%20x.password%3Dsecret', 'postgres://db/acme?options=***'],
    ['sqlserver://app:secret@db', 'sqlserver://app:***@db'],
    ['postgres://app:12#secret@db/acme', 'refused'],
    ['postgres://app:12/secret@db/acme', 'refused'],
    ['postgres://app:12?secret@db/acme', 'refused'],
    ['postgres://app:sec#ret@db/acme', 'refused'],
    ['postgres://db/acme#secret', 'refused'],
    ['postgres://', 'refused'],
    ['postgres:///acme', 'refused'],
    ['postgres://app:secret@', 'refused'],
    ['jdbc:postgresql://db/acme?password=secret', 'refused'],
  ])('%s', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});

describe('pairs', () => {
  test.each([
    ['Server=db;Password=secret', 'Server=db;Password=***;'],
    ['Server=db;Database=a;User Id=u;Password=secret;', 'Server=db;Database=a;User Id=u;Password=***;'],
    ['  host = db ; pwd = secret ; ; ', 'host=db;pwd=***;'],
    ['Server=db;Password="a;b=c"', 'Server=db;Password=***;'],
    ["Server=db;Password='a;''b''=c';X=1", 'Server=db;Password=***;X=1;'],
    ['Server=db;Password="a""b;c"', 'Server=db;Password=***;'],
    ['Driver={SQL Server};Server=db;Pwd={a;b}}c=d}', 'Driver={SQL Server};Server=db;Pwd=***;'],
    ['Server=db;Password=a=b==', 'Server=db;Password=***;'],
    ['Server=db;Password=', 'Server=db;Password=***;'],
    ['Data Source=tcp:db,1433;Access Token=secret', 'Data Source=tcp:db,1433;Access Token=***;'],
    ['Server=db;AccountKey=a==;SharedAccessKey=b==', 'Server=db;AccountKey=***;SharedAccessKey=***;'],
    ['Server=db;SslPassword=secret;Client Secret=secret', 'Server=db;SslPassword=***;Client Secret=***;'],
    ['Server=db;Search Path="a,b";Options=-c x=1', 'Server=db;Search Path="a,b";Options=-c x=1;'],
    ['Password=secret', 'refused'],
    ['Server=db;Password="secret', 'refused'],
    ["Server=db;Password='secret;X=1", 'refused'],
    ['Server=db;Pwd={secret;X=1', 'refused'],
    ['Server=db;Password="secret"more', 'refused'],
    ['Server=db;Password=a;b', 'refused'],
    ['host=db password=secret dbname=a', 'refused'],
    ['Server=db;provider connection string="data source=x;password=secret"', 'refused'],
    ['Server=db\nPassword=secret', 'refused'],
    ['secret', 'refused'],
    ['=secret', 'refused'],
    ['', 'refused'],
    [';', 'refused'],
  ])('%j', (text, expected) => {
    expect(masked(text)).toBe(expected);
  });
});

describe('a planted secret', () => {
  // Told apart from everything around it, so that finding it means that it got through.
  const secret = fc.string({ minLength: 1, maxLength: 30 }).map((text) => `«${text}»`);
  const key = fc.constantFrom(
    'Password',
    'password',
    'PWD',
    'Pass Phrase',
    'Client_Secret',
    'Access Token',
    'AccountKey',
    'ssl-key',
    'Credentials',
  );
  const quoted = (text: string): fc.Arbitrary<string> =>
    fc.constantFrom(
      `"${text.replaceAll('"', '""')}"`,
      `'${text.replaceAll("'", "''")}'`,
      `{${text.replaceAll('}', '}}')}}`,
    );
  const others = fc.array(
    fc.constantFrom('Database=acme', 'User Id=app', 'Timeout=5', 'Search Path="a;b"', 'Note={x;y}'),
    { maxLength: 4 },
  );
  const isGone = (text: string): boolean => !/[«»]/.test(masked(text));

  test('in a quoted value never survives', () => {
    const strings = fc.tuple(secret.chain(quoted), key, others, others);
    fc.assert(
      fc.property(strings, ([value, name, before, after]) => {
        const text = [...before, 'Server=db', `${name}=${value}`, ...after].join(';');
        expect(masked(text)).toContain('=***;');
        return isGone(text);
      }),
    );
  });

  test('in an unquoted value never survives as long as it holds no semicolon', () => {
    const plain = secret.map((text) => text.replaceAll(';', ''));
    fc.assert(
      fc.property(plain, key, others, (value, name, before) =>
        isGone([...before, 'Server=db', `${name}=${value}`].join(';')),
      ),
    );
  });

  test('in a URL never survives, escaped or not', () => {
    const userinfo = fc.tuple(secret, fc.boolean()).map(([text, escape]) => (escape ? encodeURIComponent(text) : text));
    const leftovers = /%C2%AB|%C2%BB|[«»]/i;
    fc.assert(fc.property(userinfo, (value) => !leftovers.test(masked(`postgres://app:${value}@db/acme`))));
    fc.assert(
      fc.property(
        secret,
        key,
        (value, name) =>
          !leftovers.test(masked(`postgres://db/acme?a=1&${encodeURIComponent(name)}=${encodeURIComponent(value)}`)),
      ),
    );
  });

  test('whatever is given, there is an answer or a refusal', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => typeof masked(text) === 'string'));
    const odd = fc.array(fc.constantFrom('=', ';', '"', "'", '{', '}', ' ', 'Password', 'Server', '://', '@', '\n'), {
      maxLength: 60,
    });
    fc.assert(fc.property(odd, (parts) => typeof masked(parts.join('')) === 'string'));
  });

  test('a long text is answered at once', () => {
    for (const part of ['Password="', 'a ', 'a=', '""', '{}}', "';"]) {
      const began = performance.now();
      masked(`Server=db;${part.repeat(2_000)}`.slice(0, 4096));
      expect(performance.now() - began).toBeLessThan(atThisPace(200));
    }
  });
});
