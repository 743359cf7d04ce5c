import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';

interface Layers {
  readonly layers: readonly { readonly units: readonly string[] }[];
  readonly rest: { readonly mayImport: readonly string[]; readonly dialects: readonly string[] };
  readonly packages: readonly { readonly names: readonly string[]; readonly allowedIn: readonly string[] }[];
}

// eslint.config.js reads the same table. ESLint matches the written path; here it is resolved, so no detour escapes.
const { layers, rest, packages } = JSON.parse(readFileSync('layers.json', 'utf8')) as Layers;

const isDefaultExport = (node: ts.Node): boolean =>
  ts.isExportAssignment(node) ||
  (ts.isExportSpecifier(node) && node.name.text === 'default') ||
  (ts.canHaveModifiers(node) &&
    (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword));

const isEnvironment = (node: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) && /^(?:globalThis\.)?process\??\.env$/.test(node.getText())) ||
  (ts.isElementAccessExpression(node) && /^process(?:\?\.)?\[['"`]env/.test(node.getText())) ||
  (ts.isVariableDeclaration(node) && node.initializer?.getText() === 'process' && /\benv\b/.test(node.name.getText()));

/** Every node of a file, parents first. */
function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}

const readSource = (path: string) => {
  const text = readFileSync(path, 'utf8');
  const nodes = [...nodesOf(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))];
  const literals = nodes.filter((node) => ts.isStringLiteralLike(node)).map((node) => node.text);
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    literals,
    imported: imports.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(path), name) : name)),
    readsEnvironment: nodes.some(isEnvironment) || imports.some((name) => /^(?:node:)?process$/.test(name)),
    hasDefaultExport: nodes.some(isDefaultExport),
  };
};

const paths = globSync('src/**/*.*').map((path) => path.split(sep).join('/'));
const sources = paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts')).map(readSource);
const edges = sources.flatMap(({ path, imported }) =>
  imported
    .filter((target) => target.startsWith('src/'))
    .map((target) => ({ path, target, edge: `${path} → ${target}` })),
);

/** The top-level file or folder of src/ that a path belongs to: `src/auth/jwt.ts` is of `auth`, and so is `src/auth.ts`. */
const unitOf = (path: string): string => path.split('/')[1]!.replace(/\.(?:[jt]s|d\.ts)$/, '');
const layerOf = (path: string): number => layers.findIndex(({ units }) => units.includes(unitOf(path)));
const dialectOf = (path: string): string | undefined =>
  rest.dialects.find((dialect) => path.startsWith(`src/rest/${dialect}/`));

describe('files', () => {
  test('none is longer than 300 lines', () => {
    expect(sources.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test('every name is kebab-case', () => {
    const kebabCase = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
    expect(paths.filter((path) => !path.split('/').every((part) => kebabCase.test(part)))).toEqual([]);
  });

  test('no name is utils, helpers or common', () => {
    expect(paths.filter((path) => /[/-](?:utils?|helpers?|common)(?:[-./]|$)/.test(path))).toEqual([]);
  });

  test('only src/config.ts reads process.env', () => {
    const readers = sources.filter(({ readsEnvironment }) => readsEnvironment).map(({ path }) => path);
    expect(readers.filter((path) => path !== 'src/config.ts')).toEqual([]);
  });

  test('none has a default export', () => {
    expect(sources.filter(({ hasDefaultExport }) => hasDefaultExport).map(({ path }) => path)).toEqual([]);
  });
});

describe('imports', () => {
  test('every top-level file and folder has a layer in layers.json', () => {
    expect([...new Set(sources.filter(({ path }) => layerOf(path) < 0).map(({ path }) => unitOf(path)))]).toEqual([]);
  });

  test('none leads to a layer above', () => {
    const upward = edges.filter(({ path, target }) => layerOf(target) >= 0 && layerOf(target) < layerOf(path));
    expect(upward.map(({ edge }) => edge)).toEqual([]);
  });

  test('rest knows nothing of ours but errors', () => {
    const known = ['rest', ...rest.mayImport];
    const leaving = edges.filter(({ path, target }) => unitOf(path) === 'rest' && !known.includes(unitOf(target)));
    expect(leaving.map(({ edge }) => edge)).toEqual([]);
  });

  test('no dialect knows another', () => {
    const foreign = edges.filter(({ path, target }) => {
      const [from, to] = [dialectOf(path), dialectOf(target)];
      return from !== undefined && to !== undefined && from !== to;
    });
    expect(foreign.map(({ edge }) => edge)).toEqual([]);
  });

  test.each(packages)('$names only where they are at home', ({ names, allowedIn }) => {
    const users = sources.filter(({ literals }) => literals.some((literal) => names.includes(literal)));
    const strangers = users.filter(({ path }) => !allowedIn.some((pattern) => posix.matchesGlob(path, pattern)));
    expect(strangers.map(({ path }) => path)).toEqual([]);
  });
});

describe('tracked files', () => {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  const tracked = listed
    .split('\0')
    .filter((path) => path !== '' && existsSync(path))
    .map((path) => ({ path, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'));

  const linesWith = (pattern: RegExp): string[] =>
    tracked.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
    );

  test('none names a path of somebody’s machine', () => {
    expect(linesWith(/(?<![\w.~}-])\/(?:home|root|Users|work)\/[\w.-]+|\b[A-Z]:\\+Users\\/)).toEqual([]);
  });

  test('none names a registry other than npm’s own', () => {
    const host = String.raw`https?:\/\/(?!registry\.npmjs\.org\/)[^\s"'/]*(?:registry|artifactory|nexus|verdaccio)`;
    const resolved = String.raw`"resolved": "(?!https:\/\/registry\.npmjs\.org\/)[a-z]`;
    expect(linesWith(new RegExp(`${host}|${resolved}`, 'i'))).toEqual([]);
    expect(linesWith(/^\s*(?:@[\w-]+:)?registry\s*=|_authToken\s*=/)).toEqual([]);
  });
});
