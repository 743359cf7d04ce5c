/** What may be written down about a fault. */
export interface FaultRecord {
  readonly name: string;
  /** What went wrong in the words of whoever found it, where they cannot repeat a value. */
  readonly message?: string;
  readonly code?: string | number;
  /** What of the database it was about. */
  readonly constraint?: string;
  readonly table?: string;
  readonly column?: string;
  readonly stack?: string;
}

/** Classes of SQLSTATE whose messages name things and limits; the others repeat what somebody has written. */
const nameless = /^(?:08|28|3D|3F|42(?!601)|53|55|57|58)/;

/** The driver's own words: MikroORM adds the values of a row behind them, and elsewhere a statement in front of them. */
const wordsOf = ({ message }: Error): string | undefined => message.split('\n', 1)[0]?.split(' - ').at(-1);

/** Whether an error repeats in its message what it was given. */
const isTelltale = (error: Error): boolean => {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return error instanceof SyntaxError || (severity !== undefined && !nameless.test(String(code)));
};

const identifier = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A fault without the values it was about: they may be secrets. Undefined for what is no error. */
export const faultRecord = (error: unknown): FaultRecord | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code, constraint, table, column } = error as { [Key in keyof FaultRecord]?: unknown };
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  const known = {
    message: isTelltale(error) ? undefined : wordsOf(error),
    code: typeof code === 'number' ? code : identifier(code),
    constraint: identifier(constraint),
    table: identifier(table),
    column: identifier(column),
    stack: frames?.join('\n'),
  };
  const given = Object.entries(known).filter(([, value]) => value !== undefined);
  return { name: error.name, ...Object.fromEntries(given) };
};
