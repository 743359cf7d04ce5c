import { AppError, codes, reasons, violationCodes, type ErrorCode, type Fault, type Reason } from './errors.js';
import { formatError, statusOf } from './graphql/format-error.js';
import { dialects } from './rest/dialects.js';
import type { Dialect, Exchange, Rendered } from './rest/endpoint.js';

interface Face {
  readonly title: string;
  readonly render: Dialect['render'];
}

/** Every envelope there is: those of the dialects, and those that single endpoints have of their own. */
const faces: readonly Face[] = dialects.flatMap(({ name, render, endpoints }) => [
  { title: name, render },
  ...[...Map.groupBy(endpoints, ({ envelope }) => envelope)].flatMap(([own, [first]]) =>
    own && first ? [{ title: `\`${first.path}\``, render: own.render }] : [],
  ),
]);

const requestId = '01HF6J8ZQ2V4K7M9N3P5R8T0WX';

const exchange: Exchange = {
  ...{ requestId, method: 'POST', path: '/api/v1/tenants', headers: {}, quota: undefined, graceDaysLeft: null },
};

/** What texts of dialects repeat, as placeholders. */
const params = { slug: '{slug}', name: '{name}', plan: '{plan}', status: '{status}', position: 0 };

const failure = (code: ErrorCode, reason?: Reason): AppError =>
  new AppError(...([code, '…', { reason, params }] as Fault));

interface Body {
  readonly detail?: string | readonly { readonly msg: string }[];
  readonly title?: string;
  readonly errors?: Readonly<Record<string, readonly string[]>>;
  readonly error?: string | { readonly code: string };
}

/** What a client can tell a failure by, in few words. */
const essence = ({ body }: Rendered): string => {
  const { detail, title, errors, error } = (body ?? {}) as Body;
  if (errors) return Object.entries(errors).map(([name, [text = '']]) => `${name}: ${text}`)[0] ?? '';
  if (title !== undefined) return `${title}: ${detail as string}`;
  if (typeof detail === 'string') return detail;
  if (detail) return `list: ${detail[0]?.msg ?? ''}`;
  if (error !== undefined) return `\`${typeof error === 'string' ? error : error.code}\``;
  return 'no body';
};

const seen = ({ render }: Face, error: AppError): string => {
  const rendered = render(error, exchange);
  return `${rendered.status} ${essence(rendered)}`;
};

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map(line).join('\n');

const titles = faces.map(({ title }) => title);

const codeTable = (): string =>
  table(
    ['code', 'what a client does', 'GraphQL', ...titles],
    Object.entries(codes).map(([name, text]) => {
      const error = failure(name as ErrorCode);
      return [`\`${name}\``, text, String(statusOf(error)), ...faces.map((face) => seen(face, error))];
    }),
  );

const reasonTable = (code: ErrorCode): string =>
  table(
    ['reason', 'what it tells a client', ...titles],
    Object.entries(reasons[code]).map(([reason, text]) => [
      `\`${reason}\``,
      text,
      ...faces.map((face) => {
        const own = seen(face, failure(code, reason as Reason));
        return own === seen(face, failure(code)) ? '' : own;
      }),
    ]),
  );

const violation = {
  path: ['body', 'slug'],
  code: 'PATTERN',
  message: 'must be a slug',
  pattern: '^[a-z][a-z0-9-]*$',
} as const;
const example = new AppError('INVALID', 'The input is not valid.', { violations: [violation] });

const shown = (title: string, body: unknown): string =>
  `${title}\n\n\`\`\`json\n${JSON.stringify(body, null, 2)}\n\`\`\``;

/** How one failure looks from every side: a value that is not as it must be. */
const examples = (): string[] => [
  shown('**GraphQL**', { errors: [formatError(example, { path: ['createTenant'] }, requestId)], data: null }),
  ...faces.map(({ title, render }) => shown(`**${title}**`, render(example, exchange).body)),
];

/** Codes, reasons and their faces as a page for people, in Markdown. */
export const errorsPage = (): string => {
  const sections = [
    '# Errors',
    'Written by `npm run emit` from `src/errors.ts` and the envelopes of the APIs; change those. Every failure has one of eight codes and,\n' +
      'where a client should act on it, a reason. “…” is the message of the error, a word in braces one of its parameters.',
    'GraphQL shows code, reason, violations and parameters in `extensions`, and the request id of an `INTERNAL` one. The status is 200 as\n' +
      'soon as something of the operation ran, whatever became of it; the column says what it is where nothing did, also of a\n' +
      'subscription over an event stream. Every answer carries its request id in `X-Request-Id`; one with 401 says so in\n' +
      '`WWW-Authenticate`, with 405 in `Allow`, with 429 in `Retry-After`. An endpoint with an envelope of its own has it once path and\n' +
      'method are right. Messages may change; statuses, codes and reasons do not.',
    '## Codes',
    codeTable(),
    '## Reasons',
    'Where a cell is empty, the API shows the code alone. Some endpoints of fullstackhero say a refusal in words of their own.',
    ...(Object.keys(reasons) as ErrorCode[])
      .filter((code) => Object.keys(reasons[code]).length > 0)
      .flatMap((code) => [`### ${code}`, reasonTable(code)]),
    '## Violations',
    'What is wrong with a value, in `extensions.violations` of GraphQL, with the `path` that leads to it. The APIs put it into their own words.',
    table(
      ['code', 'the value is refused because'],
      Object.entries(violationCodes).map(([code, text]) => [`\`${code}\``, text]),
    ),
    '## One failure, every face',
    ...examples(),
  ];
  return `${sections.join('\n\n')}\n`;
};
