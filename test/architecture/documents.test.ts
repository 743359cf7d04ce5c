import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/operations.md',
  'docs/performance.md',
].concat(
  ['docs/decisions', 'docs/dialects'].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name))),
);

describe.each(documents)('%s', (document) => {
  const text = readFileSync(document, 'utf8');

  test('names only files that there are', () => {
    const named = [
      ...text.matchAll(/(?<![\w/.-])((?:src\/|test\/|docs\/)?[\w-]+(?:\/[\w-]+)*\.(?:ts|json|graphql))\b/g),
    ].map(([, path = '']) => path);
    const missing = named.filter((path) => !existsSync(path) && !existsSync(join('src', path)));
    // An envelope stands in each dialect's folder, and a sentence about all of them names none.
    expect(missing.filter((path) => path !== 'envelope.ts')).toEqual([]);
  });

  test('links only to pages that there are', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) =>
      join(dirname(document), path),
    );
    expect(links.filter((path) => !existsSync(path))).toEqual([]);
  });
});

test('the README’s table of configuration lists every variable, with its default', async () => {
  const { describeConfig, loadConfig } = await import('../../src/config.js');
  const readme = readFileSync('README.md', 'utf8');
  const missing = Object.keys(describeConfig(loadConfig({}))).filter((name) => !readme.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});
