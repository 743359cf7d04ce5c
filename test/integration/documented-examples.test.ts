import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { getOperationAST, OperationTypeNode, parse, validate } from 'graphql';
import { buildGatewaySchema } from '../../src/schema.js';
import { examplesOf, pages, type Example } from '../support/documented/blocks.js';
import { fits } from '../support/documented/fits.js';
import { Sandbox } from '../support/documented/sandbox.js';
import { overStream } from '../support/live.js';
import { serverUrl } from '../support/template.js';

jest.setTimeout(90_000);

/** Commands of npm that no test runs, and why. That package.json has them is checked for every one that a page names. */
const checkedOnly: Readonly<Record<string, string>> = {
  ci: 'It installs packages, which whoever runs this has done.',
  test: 'It is what runs this.',
  'run bench': 'It takes a quarter of an hour, and installs packages of its own.',
};

/** Blocks marked so are not run without a PostgreSQL: they show its own programs. */
const isFor = ({ marks }: Example): boolean => !marks.includes('server') || serverUrl !== undefined;

const schema = buildGatewaySchema();

const expectAnswer = (actual: unknown, documented: unknown): void => {
  if (documented !== undefined && !fits(actual, documented)) expect(actual).toEqual(documented);
};

const runGraphQL = async (sandbox: Sandbox, { text, variables, answer }: Example): Promise<void> => {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const superadmin = await sandbox.superadmin();
  if (getOperationAST(document)?.operation === OperationTypeNode.SUBSCRIPTION) {
    const subscription = overStream(superadmin.url, superadmin.token, text, {}, variables);
    if (answer !== undefined) expectAnswer((await subscription.received(1))[0], answer);
    subscription.leave();
    return;
  }
  const { json } = await superadmin.graphql(text, variables);
  if (answer === undefined) expect(json.errors).toBeUndefined();
  expectAnswer(json, answer);
};

/** The embedded database belongs to one process, so a command has it only while no gateway serves. */
const needsStop = ({ text, marks }: Example): boolean =>
  marks.includes('stopped') || (serverUrl === undefined && text.includes('npm run'));

const runShell = async (sandbox: Sandbox, example: Example): Promise<void> => {
  const said = await sandbox.shell(example.text, { stopped: needsStop(example) });
  if (example.answer !== undefined) expectAnswer(JSON.parse(said), example.answer);
};

const withExamples = pages.map((page) => [page, examplesOf(page)] as const).filter(([, { length }]) => length > 0);

describe.each(withExamples)('%s', (_page, examples) => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox(Object.keys(checkedOnly));
  });
  afterAll(() => sandbox.dispose());

  for (const example of examples) {
    (isFor(example) ? test : test.skip)(example.name, () =>
      example.language === 'graphql' ? runGraphQL(sandbox, example) : runShell(sandbox, example),
    );
  }
});

test('every command of npm that a page names is there', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const named = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map(([, name = '']) => name),
  );
  expect(named.filter((name) => !(name in scripts) && name !== 'ci')).toEqual([]);
});

describe('an answer', () => {
  test.each<[boolean, unknown, unknown]>([
    [true, { a: 1, b: [true, null] }, { a: 1, b: [true, null] }],
    [false, { a: 1, b: 2 }, { a: 1 }],
    [true, { a: 1, b: 2 }, { a: 1, '…': '…' }],
    [true, { id: 'tnt_x' }, { id: 'tnt_…' }],
    [false, { id: 'usr_x' }, { id: 'tnt_…' }],
    [true, { a: 3 }, { a: '…' }],
    [false, {}, { a: '…' }],
    [false, { a: [1, 2] }, { a: [1] }],
    [false, { a: '1' }, { a: 1 }],
  ])('fits (%s): %j as %j', (expected, actual, documented) => {
    expect(fits(actual, documented)).toBe(expected);
  });
});
