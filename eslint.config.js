import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// test/architecture/source.test.ts reads the same table.
const { layers, rest, packages } = JSON.parse(readFileSync(new URL('./layers.json', import.meta.url), 'utf8'));

const direction = layers.map(({ units }) => units.join(', ')).join(' → ');
const depths = [0, 1, 2, 3];

/** The files of a unit whose folder lies `depth` levels under src/: `src/auth.ts` is 0, `src/auth/jwt.ts` is 1. */
const filesOf = (unit, depth) => (depth === 0 ? `src/${unit}.ts` : `src/${unit}/${'*/'.repeat(depth - 1)}*.ts`);

/** How an import path that leads to src/ begins in a file at that depth. */
const toSrc = (depth) => (depth === 0 ? '^\\./' : `^(?:\\.\\./){${depth}}`);

const restricted = (files, ...patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });

const layerBlocks = layers.slice(1).flatMap(({ units, reason }, index) => {
  const above = layers.slice(0, index + 1).flatMap((layer) => layer.units);
  return depths.map((depth) =>
    restricted(
      units.map((unit) => filesOf(unit, depth)),
      {
        regex: `${toSrc(depth)}(?:${above.join('|')})(?:/|\\.js$)`,
        message: `${reason} Imports run one way: ${direction}.`,
      },
    ),
  );
});

// A later block replaces the rule's options, so each of these repeats what still holds.
const leavesRest = (depth) => ({
  regex: `${toSrc(depth)}(?!(?:${rest.mayImport.join('|')})\\.js$)`,
  message: rest.reason,
});
const restBlocks = depths.slice(1).map((depth) => restricted([filesOf('rest', depth)], leavesRest(depth)));
const dialectBlocks = rest.dialects.flatMap((dialect) => {
  const others = rest.dialects.filter((other) => other !== dialect).join('|');
  return [2, 3].map((depth) =>
    restricted([filesOf(`rest/${dialect}`, depth - 1)], leavesRest(depth), {
      regex: `^(?:\\.\\./){${depth - 1}}(?:${others})/`,
      message: rest.dialectReason,
    }),
  );
});

const environmentReason =
  'The environment is read once, in src/config.ts, which reports every fault at once; take a Config instead.';

// The typescript-eslint twin of the rule carries packages, so that the layer blocks do not replace these options.
const restrictedPackages = (files, owned) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: [
          ...owned.flatMap(({ names, reason }) => names.map((name) => ({ name, message: reason }))),
          ...['process', 'node:process'].map((name) => ({ name, importNames: ['env'], message: environmentReason })),
        ],
      },
    ],
  },
});
const packageBlocks = [
  restrictedPackages(['src/**/*.ts'], packages),
  ...packages.map((owner) =>
    restrictedPackages(
      owner.allowedIn,
      packages.filter((other) => other !== owner),
    ),
  ),
];

const kebabCase = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
const vague = /(?:^|-)(?:utils?|helpers?|common)(?:[-.]|$)/;

const fileName = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      kebab:
        '`{{part}}` is not kebab-case: a file is its main export in kebab-case, so that either name finds the other.',
      vague: '`{{part}}` says nothing about what is inside, so anything ends up there: name it after its main export.',
    },
  },
  create: (context) => ({
    Program: (node) => {
      for (const part of relative(context.cwd, context.filename).split(sep)) {
        if (!kebabCase.test(part)) context.report({ node, messageId: 'kebab', data: { part } });
        if (vague.test(part)) context.report({ node, messageId: 'vague', data: { part } });
      }
    },
  }),
};

export default defineConfig(
  globalIgnores([
    ...['dist', 'node_modules', 'data', 'coverage', 'schema.graphql', 'src/rest/graphql-env.d.ts'],
    // Compiled with generated types, by their test alone.
    'test/clients/programs',
  ]),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { local: { rules: { 'file-name': fileName } } },
    rules: {
      'local/file-name': 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 50 }],
      // `== null` is the one comparison that means both null and undefined.
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-dupe-else-if': 'error',
      'no-empty': 'error',
      'no-fallthrough': 'error',
      'no-loss-of-precision': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-escape': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.cts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A type-graphql resolver or argument class may have no members of its own.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowEmpty: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // type-graphql describes plain rows with classes; reads hand over rows, never instances.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // An async method without await still satisfies an async interface and turns a throw into a rejection.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-restricted-exports': [
        'error',
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: environmentReason }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/cli.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      // A table of cases is read from top to bottom, and splitting it hides what it covers.
      'max-lines': ['error', { max: 400 }],
      // Jest's asymmetric matchers and parsed JSON bodies are `any`; an assertion follows them.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Jest takes these two by their default export.
    files: ['test/support/global-setup.ts', 'test/support/global-teardown.ts'],
    rules: { 'no-restricted-exports': 'off' },
  },
  layerBlocks,
  restBlocks,
  dialectBlocks,
  packageBlocks,
  // Only src and test belong to tsconfig.json; the rest is linted without types.
  { files: ['**/*.ts'], ignores: ['src/**', 'test/**'], extends: [tseslint.configs.disableTypeChecked] },
);
