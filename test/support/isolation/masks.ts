import type { Answer } from '../clients.js';
import type { Thing } from './things.js';

const requestId = /\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g;
const time = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Whatever names the thing, wherever it is repeated. Short numbers are left alone: no answer repeats them. */
const withoutNames = (text: string, thing: Thing | undefined): string =>
  [thing?.id, thing?.alias, thing?.namespace, thing?.holder]
    .filter((name) => name !== undefined && name.length > 3)
    .reduce<string>((masked, name) => masked.replaceAll(name!, '<it>'), text);

const changing = ['date', 'content-length', 'x-request-id'];

/** An answer byte by byte, but for ids, times, and how long they are. */
export const masked = ({ status, headers, text }: Answer, thing: Thing | undefined): string => {
  const kept = [...headers].filter(([name]) => !changing.includes(name)).map(([name, value]) => `${name}: ${value}`);
  return withoutNames([String(status), ...kept, text].join('\n'), thing)
    .replaceAll(requestId, '<request>')
    .replaceAll(time, '<time>');
};
