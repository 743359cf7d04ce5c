import { AppError } from '../errors.js';
import { jsonFault } from './json-fault.js';

/** A request body after reading: what it holds, or why it holds nothing we can use. */
export interface Body {
  /** The JSON value; undefined where there is none. */
  readonly value: unknown;
  /** Whether bytes came that were not declared as JSON. */
  readonly foreign: boolean;
  /** The fields of a form. One that is given twice is an array; one that is empty is as good as none. */
  readonly form: Readonly<Record<string, string | readonly string[]>>;
  readonly fault: AppError | undefined;
}

export const noBody: Body = { value: undefined, foreign: false, form: {}, fault: undefined };

/** The body was longer than is read. */
export const oversized = (): Body => ({
  ...noBody,
  fault: new AppError('INVALID', 'The body is too large.', { reason: 'PAYLOAD_TOO_LARGE' }),
});

const isJson = (mediaType: string | undefined): boolean =>
  /^application\/([\w.-]+\+)?json *(;|$)/i.test(mediaType?.trim() ?? '');

const isForm = (mediaType: string | undefined): boolean =>
  /^application\/x-www-form-urlencoded *(;|$)/i.test(mediaType?.trim() ?? '');

const parseForm = (bytes: Buffer): Body['form'] => {
  const fields = Map.groupBy(new URLSearchParams(bytes.toString('utf8')), ([name]) => name);
  return Object.fromEntries(
    [...fields].flatMap(([name, pairs]) => {
      const values = pairs.map(([, value]) => value).filter((value) => value !== '');
      return values.length === 0 ? [] : [[name, values.length === 1 ? String(values[0]) : values]];
    }),
  );
};

const malformed = (position: number, cause?: unknown): AppError =>
  new AppError('INVALID', 'The body is not valid JSON.', { reason: 'MALFORMED_JSON', params: { position }, cause });

/** Never throws: a body that cannot be used is described, and the dialect that answers decides what that means. */
export const parseBody = (bytes: Buffer, mediaType: string | undefined): Body => {
  if (bytes.length === 0) return noBody;
  if (isForm(mediaType)) return { ...noBody, foreign: true, form: parseForm(bytes) };
  if (!isJson(mediaType)) return { ...noBody, foreign: true };
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { ...noBody, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ...noBody, fault: malformed(jsonFault(text), error) };
  }
};
