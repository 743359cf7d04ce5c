import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { responseHeaders } from '../../src/rest/response-headers.js';

/** An answer of a legacy API, as far as its document speaks of it. */
export interface Exchange {
  readonly method: string;
  /** With its query, as it was asked for. */
  readonly path: string;
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- a document is JSON of many shapes */
type Json = any;

/** Documents let clients expect members that are added later; here there shall be none that they do not tell of. */
const closed = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, closed(member)]));
  return members['type'] === 'object' && members['properties'] && !('additionalProperties' in members)
    ? { ...members, additionalProperties: false }
    : members;
};

const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');

const withoutSlash = (path: string): string => path.replace(/(?<=.)\/$/, '');

/** One API's document, and what its answers must look like. */
class Contract {
  readonly document: Json;
  private readonly ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly templates: readonly { readonly path: string; readonly pattern: RegExp }[];

  constructor(readonly name: string) {
    this.document = closed(JSON.parse(readFileSync(`docs/openapi/${name}.json`, 'utf8')));
    formats.default(this.ajv);
    this.ajv.addSchema(this.document as object, name);
    const paths = Object.keys(this.document.paths as object);
    // A literal comes before a parameter, as in the gateway.
    const parameters = (path: string): number => path.split('{').length;
    this.templates = paths
      .sort((one, other) => parameters(one) - parameters(other))
      .map((path) => ({ path, pattern: new RegExp(`^${withoutSlash(path).replaceAll(/\{\w+\}/g, '[^/]+')}$`) }));
  }

  /** The template of a path and where it is written, if the document has such an operation. */
  operation(method: string, path: string): string | undefined {
    const asked = withoutSlash(path.split('?')[0]!.replace(new RegExp(`^/${this.name}(?=/)`), ''));
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
    const found = this.templates.find(({ pattern }) => pattern.test(asked));
    return found && this.document.paths[found.path][verb] ? `paths/${escaped(found.path)}/${verb}` : undefined;
  }

  /** Follows a pointer, and the reference it may lead to. */
  at(pointer: string): readonly [pointer: string, value: Json] {
    let value = this.document;
    for (const step of pointer.split('/')) value = value?.[step.replaceAll('~1', '/')];
    return typeof value?.$ref === 'string' ? this.at(String(value.$ref).slice(2)) : [pointer, value];
  }

  validator(pointer: string): ValidateFunction {
    const known = this.compiled.get(pointer) ?? this.ajv.compile({ $ref: `${this.name}#/${pointer}` });
    this.compiled.set(pointer, known);
    return known;
  }

  faults(validate: ValidateFunction): string {
    return this.ajv.errorsText(validate.errors, { separator: '; ' });
  }
}

const contracts = new Map<string, Contract>();

export const contractOf = (name: string): Contract => {
  const contract = contracts.get(name) ?? new Contract(name);
  contracts.set(name, contract);
  return contract;
};

/** What lies below a path without an operation: nothing, or something for other methods. */
const isNothing = ({ status }: Exchange): boolean => [400, 404, 405].includes(status);

const faultOf = (contract: Contract, exchange: Exchange): string | undefined => {
  const { method, path, status, header, text } = exchange;
  const operation = contract.operation(method, path);
  if (operation === undefined && !isNothing(exchange)) return 'The document has no such operation';
  // Whatever is not there fails like anything else.
  const [pointer, response] = contract.at(
    operation ? `${operation}/responses/${status}` : 'components/responses/InternalServerError',
  );
  if (!response) return 'The document has no such status';
  const undocumented = Object.keys(responseHeaders).filter(
    (name) =>
      header(name) !== null &&
      !(name in (response.headers as object)) &&
      !(operation === undefined && name === 'Allow'),
  );
  if (undocumented.length > 0) return `The document has no header ${undocumented.join(', ')} here`;
  if (method === 'HEAD') return undefined;
  if (text === '') return response.content && response['x-may-be-empty'] !== true ? 'A body is missing' : undefined;
  const mediaType = (header('content-type') ?? '').split(';')[0]!;
  if (!response.content?.[mediaType]) return `The document has no ${mediaType} here`;
  const validate = contract.validator(`${pointer}/content/${escaped(mediaType)}/schema`);
  return validate(JSON.parse(text)) ? undefined : contract.faults(validate);
};

/** Compares an answer of a legacy API with its document. @throws where it is not what the document says */
export const expectDocumented = (exchange: Exchange): void => {
  const dialect = exchange.header('x-api-dialect');
  if (dialect === null) return;
  const fault = faultOf(contractOf(dialect), exchange);
  if (fault === undefined) return;
  const { method, path, status, text } = exchange;
  throw new Error(`docs/openapi/${dialect}.json does not allow ${method} ${path} ${status}: ${fault}.\n${text}`);
};
