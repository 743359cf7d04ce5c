import { expect, test } from '@jest/globals';
import { z } from 'zod';
import { Drawing } from '../../src/rest/openapi/json-schema.js';
import { queryInteger } from '../../src/rest/query.js';
import { violationsOf } from '../../src/violations.js';

const schema = z.object({ page: queryInteger({ min: 1, max: 100, default: 20 }) });

test.each([
  [undefined, 20],
  ['1', 1],
  ['100', 100],
  ['007', 7],
  ['+5', 5],
  [' 5 ', 5],
])('%j is %i', (page, number) => {
  expect(schema.parse({ page })).toEqual({ page: number });
});

test.each([
  ['', 'PARSE'],
  ['x', 'PARSE'],
  ['1.5', 'PARSE'],
  ['1e1', 'PARSE'],
  ['1e400', 'PARSE'],
  ['0x10', 'PARSE'],
  ['१', 'PARSE'],
  ['1\u0000', 'PARSE'],
  ['{"$ne": null}', 'PARSE'],
  [['1', '2'], 'PARSE'],
  ['0', 'TOO_SMALL'],
  ['-1', 'TOO_SMALL'],
  ['-' + '9'.repeat(400), 'TOO_SMALL'],
  ['101', 'TOO_LARGE'],
  ['9007199254740993', 'TOO_LARGE'],
  ['9'.repeat(400), 'TOO_LARGE'],
])('%j is %s', (page, code) => {
  const { error } = schema.safeParse({ page });
  expect(violationsOf(error!, { page })).toEqual([expect.objectContaining({ path: ['page'], code })]);
});

test('documents describe it as the integer that it is', () => {
  expect(new Drawing().of(schema, 'input')).toMatchObject({
    properties: { page: { type: 'integer', minimum: 1, maximum: 100 } },
  });
});
