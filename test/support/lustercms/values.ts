/* What LusterCMS's page says a value may be, as the values that it may therefore not be, each with Pydantic's words for it. */

/** A value as it stands in a body, and the fault that it is. */
export type BadValue = readonly [json: string, type: string, msg: string];

const operator = '{"$ne": null}';
const maxInt = 2_147_483_647;
const most = Number.MAX_SAFE_INTEGER;

const all = (values: readonly string[], type: string, msg: string): BadValue[] =>
  values.map((json) => [json, type, msg]);

const noString = all(
  ['5', 'true', operator, '["a"]', '1e400', '9007199254740993'],
  'string_type',
  'Input should be a valid string',
);
const noText = all(
  ['"long enough \\u0000"', '"long enough \\ud800"'],
  'value_error',
  'Value error, Text must not contain NUL or unpaired surrogates',
);
const plural = (limit: number): string => `${limit} character${limit === 1 ? '' : 's'}`;
const short = (limit: number): BadValue[] =>
  limit === 0 ? [] : [['""', 'string_too_short', `String should have at least ${plural(limit)}`]];
const long = (limit: number): BadValue => [
  `"${'x'.repeat(limit + 1)}"`,
  'string_too_long',
  `String should have at most ${plural(limit)}`,
];

/** Of a value that must not be null. */
export const noNull = {
  string: ['null', 'string_type', 'Input should be a valid string'],
  integer: ['null', 'int_type', 'Input should be a valid integer'],
  boolean: ['null', 'bool_type', 'Input should be a valid boolean'],
  list: ['null', 'list_type', 'Input should be a valid list'],
} as const satisfies Record<string, BadValue>;

/** A text of so many characters; null where it may be absent. */
export const optionalText = (min: number, max: number): BadValue[] => [
  ...noString,
  ...noText,
  ...short(min),
  long(max),
];
export const text = (min: number, max: number): BadValue[] => [...optionalText(min, max), noNull.string];

export const optionalEmail: BadValue[] = [
  ...noString,
  ...all(
    ['""', '"nobody"', '"a@b"', '"a b@c.example"', '"a\\u0000@b.example"', '"\\ud800@b.example"'],
    'value_error',
    'value is not a valid email address',
  ),
  [`"${'x'.repeat(64)}@${'y'.repeat(190)}.example"`, 'string_too_long', 'String should have at most 254 characters'],
];
export const email: BadValue[] = [...optionalEmail, noNull.string];

/** The same where the schema looks first whether it is a text at all. */
export const innerEmail: BadValue[] = [...optionalEmail.filter(([json]) => !json.includes('\\u')), ...noText];

export const slug: BadValue[] = [
  ...noString,
  ...all(
    ['""', '"-a"', '"a-"', '"A"', '"a_b"', '"a b"', '"é"', `"${'a'.repeat(64)}"`, '"a\\u0000"', '"\\ud800"'],
    'string_pattern_mismatch',
    "String should match pattern '^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$'",
  ),
];

const smaller = (max: number): BadValue[] =>
  [most, ...(max < most ? [max] : [])].map((limit) => [
    limit === most ? '9007199254740993' : String(limit + 1),
    'less_than_equal',
    `Input should be less than or equal to ${limit}`,
  ]);

/** A whole number; null where it may be absent. */
export const optionalInteger = (min?: number, max = most): BadValue[] => [
  ...all(['"5"', 'true', operator, '[5]', '1e400'], 'int_type', 'Input should be a valid integer'),
  ['1.5', 'int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
  ...(min === undefined
    ? []
    : all([String(min - 1)], 'greater_than_equal', `Input should be greater than or equal to ${min}`)),
  ...smaller(max),
];
export const integer = (min?: number, max = most): BadValue[] => [...optionalInteger(min, max), noNull.integer];

/** A limit in gigabytes or people. */
export const limit = (min: number): BadValue[] => integer(min, maxInt);
export const optionalLimit = (min: number): BadValue[] => optionalInteger(min, maxInt);

export const optionalFlag: BadValue[] = all(
  ['"true"', '1', '[true]', operator],
  'bool_type',
  'Input should be a valid boolean',
);
export const flag: BadValue[] = [...optionalFlag, noNull.boolean];

export const choice = (...words: readonly string[]): BadValue[] =>
  all(
    ['"other"', `"${words[0]?.toUpperCase()}"`, '""', '5', 'null', operator, `["${words[0]}"]`, '"a\\u0000"'],
    'literal_error',
    `Input should be ${words.map((word) => `'${word}'`).join(' or ')}`,
  );

export const hostName: BadValue[] = [
  ...optionalText(1, 253),
  ...all(
    ['"localhost"', '"a b.example"', '"10.0.0.1"', '"http://a.example"', '"a.example/"', '"a..example"'],
    'value_error',
    'Value error, must be a host name',
  ),
];

export const list: BadValue[] = [
  ...all(['"a"', '5', operator], 'list_type', 'Input should be a valid list'),
  noNull.list,
  ['["ecommerce", "ecommerce"]', 'value_error', 'Value error, Each plugin only once'],
  [
    JSON.stringify(Array.from({ length: 101 }, (_, n) => `p${n}`)),
    'too_long',
    'List should have at most 100 items after validation',
  ],
];

export const webAddress: BadValue[] = [
  ...noString,
  ...all(
    ['""', '"javascript:alert(1)"', '"data:text/html,hi"', '"https://user:secret@example.com/"', '"//example.com/"'],
    'url_parsing',
    'Input should be a valid URL',
  ),
];

export const color: BadValue[] = [
  ...noString,
  ...all(
    ['""', '"red"', '"#FFF"', '"#GGGGGG"', '"#FF573300"'],
    'string_pattern_mismatch',
    "String should match pattern '^#[0-9A-Fa-f]{6}$'",
  ),
];

const parsing = 'Input should be a valid integer, unable to parse string as an integer';

/** What stands behind `=` in a query. */
export const queryInteger = (min: number, max: number): BadValue[] => [
  ...all(['x', '', '1.5', '1e3', '%00'], 'int_parsing', parsing),
  ...all([String(min - 1)], 'greater_than_equal', `Input should be greater than or equal to ${min}`),
  ...all([String(max + 1), '9007199254740993'], 'less_than_equal', `Input should be less than or equal to ${max}`),
];

export const queryFlag: BadValue[] = all(
  ['maybe', '', '2'],
  'bool_parsing',
  'Input should be a valid boolean, unable to interpret input',
);

export const queryChoice = (words: readonly string[], sentence: string): BadValue[] =>
  all(['other', words[0]?.toUpperCase() ?? '', ''], 'literal_error', `Input should be ${sentence}`);

export const queryText = (max: number): BadValue[] => [
  ['x'.repeat(max + 1), 'string_too_long', `String should have at most ${max} characters`],
  ['a%00b', 'value_error', 'Value error, Text must not contain NUL or unpaired surrogates'],
];

/** In a path. Whatever is a whole number at all is a matter of 404. */
export const noInteger = ['x', '1.5', '1e400', '%00', '%20', '[1]', '{"$ne":null}', 'prt_0000000000000000'];
export const noIntegerFault = ['int_parsing', parsing] as const;
export const nothingHas = ['999999', '0', '-1', '2147483647', '2147483648', '99999999999999999999'];
