/** One statement of a script. */
export interface SqlStatement {
  readonly text: string;
  /** Where it begins in the script, past blanks and comments before it. */
  readonly start: number;
}

/** Only what may hide a semicolon matters: blanks and comments, literals and quoted names, and words. */
const token =
  /(?<blank>\s+|--[^\n]*)|(?<comment>\/\*)|(?<dollar>\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)|(?<end>;)|[eE]'(?:[^'\\]|\\[^]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|[^]/y;

/** The end of a block comment, which may hold others. */
const endOfComment = (script: string, from: number): number => {
  const edges = /\/\*|\*\//g;
  edges.lastIndex = from;
  let depth = 0;
  for (let edge = edges.exec(script); edge; edge = edges.exec(script)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) return edges.lastIndex;
  }
  return script.length;
};

const endOfDollarQuote = (script: string, tag: string, from: number): number => {
  const closing = script.indexOf(tag, from);
  return closing < 0 ? script.length : closing + tag.length;
};

/** How deep in the body of a function written as `begin atomic … end`, whose semicolons end nothing. */
const depthAfter = (depth: number, previous: string, word: string): number => {
  if (word === 'atomic' && previous === 'begin') return depth + 1;
  if (depth === 0) return 0;
  if (word === 'case') return depth + 1;
  return word === 'end' ? depth - 1 : depth;
};

/** The statements of a script, as the server would take it apart. */
export const sqlStatements = (script: string): readonly SqlStatement[] => {
  const found: SqlStatement[] = [];
  let start: number | undefined;
  let depth = 0;
  let previous = '';
  const close = (end: number): void => {
    if (start !== undefined) found.push({ text: script.slice(start, end), start });
    start = undefined;
  };
  for (let at = 0; at < script.length; at = token.lastIndex) {
    token.lastIndex = at;
    const { blank, comment, dollar, end, word } = token.exec(script)?.groups ?? {};
    if (blank !== undefined) continue;
    if (comment !== undefined) token.lastIndex = endOfComment(script, at);
    else if (end !== undefined && depth === 0) close(at);
    else {
      start ??= at;
      if (dollar !== undefined) token.lastIndex = endOfDollarQuote(script, dollar, at + dollar.length);
      depth = depthAfter(depth, previous, (word ?? '').toLowerCase());
      previous = (word ?? '').toLowerCase();
    }
  }
  close(script.length);
  return found;
};

/** The line that a place of a script is in, from 1. */
export const lineAt = (script: string, place: number): number => script.slice(0, place).split('\n').length;
