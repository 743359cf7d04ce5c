const space = /[ \t\n\r]*/y;
const plain = /[^"\\\u0000-\u001f]*/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Where a pattern that begins at `at` ends, or `at` itself where it does not match. */
const after = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
};

interface Token {
  readonly kind: 'text' | 'scalar' | 'none' | '{' | '}' | '[' | ']' | ':' | ',';
  readonly end: number;
  /** Where a text that is none goes wrong. */
  readonly fault?: number;
}

const textAt = (text: string, start: number): Token => {
  let at = start + 1;
  for (;;) {
    at = after(plain, text, at);
    if (text[at] === '"') return { kind: 'text', end: at + 1 };
    if (at >= text.length || (text[at] === '\\' && at + 1 >= text.length))
      return { kind: 'text', end: at, fault: start };
    const end = after(escape, text, at);
    if (end === at) return { kind: 'text', end, fault: text.startsWith('\\u', at) ? at + 1 : at };
    at = end;
  }
};

const tokenAt = (text: string, at: number): Token => {
  const sign = text[at];
  switch (sign) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ':':
    case ',':
      return { kind: sign, end: at + 1 };
    case '"':
      return textAt(text, at);
    default: {
      const end = after(scalar, text, at);
      return { kind: end > at ? 'scalar' : 'none', end };
    }
  }
};

type State = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or }' | ', or ]' | 'end';
type Next = State | 'done';

const value = { text: 'done', scalar: 'done', '{': 'key or }', '[': 'value or ]' } as const;

/** The grammar: what may come, and what is expected then. `done` is the end of a value. */
const grammar: Readonly<Record<State, Readonly<Partial<Record<Token['kind'], Next>>>>> = {
  value,
  'value or ]': { ...value, ']': 'done' },
  key: { text: ':' },
  'key or }': { text: ':', '}': 'done' },
  ':': { ':': 'value' },
  ', or }': { ',': 'key', '}': 'done' },
  ', or ]': { ',': 'value', ']': 'done' },
  end: {},
};

/** With a stack of its own, because what a client nests has no bound. */
const scan = (text: string): number => {
  const open: string[] = [];
  let state: State = 'value';
  let at = 0;
  for (;;) {
    at = after(space, text, at);
    const { kind, end, fault } = tokenAt(text, at);
    const next: Next | undefined = grammar[state][kind];
    if (next === undefined) return at;
    if (fault !== undefined) return fault;
    if (kind === '{' || kind === '[') open.push(kind);
    if (kind === '}' || kind === ']') open.pop();
    if (next !== 'done') state = next;
    else if (open.length === 0) state = 'end';
    else state = open.at(-1) === '{' ? ', or }' : ', or ]';
    at = end;
  }
};

/**
 * The character, counted from 0, at which a text stops being JSON. It is the one that Python's parser names, which the
 * clients of two legacy APIs know; JavaScript's own names none for most faults.
 */
export const jsonFault = (text: string): number => Array.from(text.slice(0, scan(text))).length;
