// Lint carries the house rules that a compiler cannot: layering, file size, no `any`, no floating promise.
import { defineConfig, type OxlintOverride } from 'oxlint';

/** Packages a layer may import, lowest first. Services use packages, never each other. */
const layers: Record<string, readonly string[]> = {
  'packages/schemas': [],
  'packages/contracts': ['schemas'],
  'packages/chain': ['schemas', 'contracts'],
  'packages/storage': ['schemas'],
  'packages/server-kit': ['schemas'],
  'packages/sdk': ['schemas', 'contracts', 'chain', 'storage'],
  'packages/cli': ['schemas', 'contracts', 'chain', 'storage', 'sdk'],
  'packages/ui': ['schemas', 'contracts', 'chain', 'storage', 'sdk'],
  'services/marketplace/web': ['schemas', 'contracts', 'chain', 'storage', 'sdk', 'ui'],
  'services/compute-provider/web': ['schemas', 'contracts', 'chain', 'storage', 'sdk', 'ui'],
  'services/indexer': ['schemas', 'contracts', 'chain', 'storage', 'server-kit', 'sdk'],
  'services/marketplace': ['schemas', 'contracts', 'chain', 'storage', 'server-kit', 'sdk'],
  'services/compute-provider': ['schemas', 'contracts', 'chain', 'storage', 'server-kit', 'sdk'],
};
const nameOf = (path: string) => path.split('/')[1];
const workspaces = [...new Set(Object.keys(layers).map(nameOf))];

/** What no file of a layer may import. */
const above = (path: string, allowed: readonly string[]) => ({
  patterns: [
    {
      group: workspaces
        .filter((name) => name !== undefined && !allowed.includes(name) && name !== nameOf(path))
        .map((name) => `@atoll/${name}/*`),
      message: `imports point down: ${path} may import ${allowed.join(', ') || 'no workspace'}`,
    },
  ],
});

const layering = Object.entries(layers).map(([path, allowed]): OxlintOverride => ({
  files: [`${path}/src/**/*.ts`, `${path}/src/**/*.tsx`],
  rules: { 'no-restricted-imports': ['error', above(path, allowed)] },
}));

/** Adapters stay out of routes: a route validates, calls a verb and replies. The layer again, for the last override is the one that counts. */
const routes = Object.entries(layers)
  .filter(([path]) => path.startsWith('services/') && !path.endsWith('/web'))
  .map(([path, allowed]): OxlintOverride => ({
    files: [`${path}/src/routes/**/*.ts`, `${path}/src/api/**/route*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          ...above(path, allowed),
          paths: ['drizzle-orm', 'postgres', 'viem', 'dockerode'].map((name) => ({
            name,
            message: 'call a verb instead',
          })),
        },
      ],
    },
  }));

/** Only main.ts and env.ts may read the environment. */
const environment: OxlintOverride = {
  files: ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts'],
  excludeFiles: ['**/main.ts', '**/env.ts', '**/*.test.ts', '**/script/**'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: 'only main.ts and env.ts read the environment' },
    ],
  },
};

/** Rules of React: hooks, and what its compiler cannot compile. */
const react: OxlintOverride = {
  files: ['**/*.tsx', 'packages/ui/src/**/*.ts', 'services/*/web/src/**/*.ts'],
  plugins: ['typescript', 'react'],
  rules: {
    'react/rules-of-hooks': 'error',
    'react/exhaustive-deps': 'error',
    'react/static-components': 'error',
    'react/use-memo': 'error',
    'react/void-use-memo': 'error',
    'react/preserve-manual-memoization': 'error',
    'react/incompatible-library': 'error',
    'react/immutability': 'error',
    'react/globals': 'error',
    'react/refs': 'error',
    'react/set-state-in-effect': 'error',
    'react/error-boundaries': 'error',
    'react/purity': 'error',
    'react/set-state-in-render': 'error',
    'react/unsupported-syntax': 'error',
  },
};

export default defineConfig({
  // each rule is named here, so that a newer linter brings none that nobody chose
  categories: { correctness: 'off' },
  plugins: ['typescript'],
  options: { typeAware: true, denyWarnings: true },
  ignorePatterns: [
    '**/node_modules/**',
    '**/dist/**',
    '**/generated/**',
    '**/out/**',
    '**/cache/**',
    '.atoll/**',
    '**/*.cjs',
    '**/*.js',
    '**/*.mjs',
    '**/vitest.config.ts',
    '**/vite.config.ts',
    'oxlint.config.ts',
  ],
  rules: {
    'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
    'max-lines-per-function': ['error', { max: 100, skipComments: true, skipBlankLines: true }],
    'no-empty': ['error', { allowEmptyCatch: false }],
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'prefer-rest-params': 'error',
    'prefer-spread': 'error',
    'no-array-constructor': 'error',
    'no-unused-expressions': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    'typescript/await-thenable': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    'typescript/no-duplicate-enum-values': 'error',
    'typescript/no-empty-object-type': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/no-extra-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-new': 'error',
    'typescript/no-misused-promises': 'error',
    // node takes types away and nothing else: a module that only types are imported from would still be loaded
    'typescript/no-import-type-side-effects': 'error',
    'typescript/no-namespace': 'error',
    'typescript/no-non-null-asserted-optional-chain': 'error',
    'typescript/no-require-imports': 'error',
    'typescript/no-this-alias': 'error',
    'typescript/no-unnecessary-type-constraint': 'error',
    'typescript/no-unsafe-declaration-merging': 'error',
    'typescript/no-unsafe-function-type': 'error',
    'typescript/no-wrapper-object-types': 'error',
    'typescript/prefer-as-const': 'error',
    'typescript/prefer-namespace-keyword': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/triple-slash-reference': 'error',
  },
  overrides: [
    react,
    { files: ['**/*.test.ts', 'tests/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
    environment,
    ...layering,
    ...routes,
  ],
});
