import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { expect, test } from '@jest/globals';

const writing =
  /\b(?:insertInto|updateTable|deleteFrom)\(|\b(?:insert into|delete from|update "?\w+"?(?: as \w+)? set)\s/i;

/** Also a file that has such a transaction may write beside it. */
const besideIts = /context\.db\s*\.(?:insertInto|updateTable|deleteFrom)|\.execute\(context\.db\)/;

/** Files that write without the transaction of a mutation, whose role reaches what its viewer may touch. Each has a reason. */
const beside: Readonly<Record<string, string>> = {
  'src/auth/api-tokens.ts': 'When a token was used last is noted before anybody knows what it is used for.',
  'src/idempotency.ts':
    'An answer is kept once the mutation has committed, and beside what it left in its transaction.',
  'src/resolvers/oauth-client/issue-client-token.ts': 'When a client was used last is noted whatever it may change.',
  'src/resolvers/session/login-attempts.ts': 'Attempts are counted before anybody has proven who they are.',
};

test('whatever serves requests writes in the transaction of a mutation, or is named here with its reason', () => {
  const files = globSync(['src/auth/**/*.ts', 'src/graphql/**/*.ts', 'src/resolvers/**/*.ts', 'src/*.ts']);
  const strangers = files
    .map((path) => ({ path: path.split(sep).join('/'), text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => writing.test(text))
    .filter(({ text }) => !/\bEntityManager\b|from '[./]*\/write\.js'/.test(text) || besideIts.test(text))
    .map(({ path }) => path);
  expect(strangers.sort()).toEqual(Object.keys(beside).sort());
});
