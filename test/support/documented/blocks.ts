import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A fenced block of a page. */
export interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  /** The words after the language, such as `answer`, which no reader sees. */
  readonly marks: readonly string[];
  readonly text: string;
}

/** A block that can be run, with what stands behind it: `json variables`, and the `json answer` that it gets. */
export interface Example extends Block {
  readonly name: string;
  readonly variables: Record<string, unknown>;
  readonly answer: unknown;
}

const blocksOf = (page: string): Block[] =>
  [...readFileSync(page, 'utf8').matchAll(/^( *)```([^\n`]*)\n([\s\S]*?)^\1```$/gm)].map(
    ({ 2: info = '', 3: text = '', index, input }) => {
      const [language = '', ...marks] = info.trim().split(/\s+/);
      return { page, line: input.slice(0, index).split('\n').length, language, marks, text };
    },
  );

/** Every page that readers are sent to. */
export const pages = [
  ...['README.md', 'CONTRIBUTING.md'],
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name))
    .sort(),
];

const runnable = ['sh', 'bash', 'graphql'];

/** The JSON directly behind a block that is marked so. */
const behind = (blocks: readonly Block[], index: number, mark: string): unknown => {
  for (const { language, marks, text } of blocks.slice(index + 1)) {
    if (language !== 'json' || marks.length === 0) return undefined;
    if (marks.includes(mark)) return JSON.parse(text);
  }
  return undefined;
};

/** The examples of a page, in their order. */
export const examplesOf = (page: string): Example[] => {
  const blocks = blocksOf(page);
  return blocks.flatMap((block, index) => {
    if (!runnable.includes(block.language)) return [];
    const variables = (behind(blocks, index, 'variables') ?? {}) as Record<string, unknown>;
    const name = `line ${block.line}: ${block.text.trim().split('\n')[0] ?? ''}`;
    return [{ ...block, name, variables, answer: behind(blocks, index, 'answer') }];
  });
};
