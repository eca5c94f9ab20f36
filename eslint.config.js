// Lint carries the house rules that a compiler cannot: layering, file size, no `any`, no floating promise.
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Packages a layer may import, lowest first. Services use packages, never each other. */
const layers = {
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
const workspaces = [...new Set(Object.keys(layers).map((path) => path.split('/')[1]))];

const layering = Object.entries(layers).map(([path, allowed]) => ({
  files: [`${path}/src/**/*.ts`, `${path}/src/**/*.tsx`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            group: workspaces
              .filter((name) => !allowed.includes(name) && name !== path.split('/')[1])
              .map((name) => `@atoll/${name}/*`),
            message: `imports point down: ${path} may import ${allowed.join(', ') || 'no workspace'}`,
          },
        ],
      },
    ],
  },
}));

/** Adapters stay out of routes: a route validates, calls a verb and replies. */
const routes = {
  files: ['services/*/src/routes/**/*.ts', 'services/*/src/api/**/route*.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: ['drizzle-orm', 'postgres', 'viem', 'dockerode'].map((name) => ({
          name,
          message: 'call a verb instead',
        })),
      },
    ],
  },
};

/** Only main.ts and env.ts may read the environment. */
const environment = {
  files: ['packages/*/src/**/*.ts', 'services/*/src/**/*.ts'],
  ignores: ['**/main.ts', '**/env.ts', '**/*.test.ts', '**/script/**'],
  rules: {
    'no-restricted-properties': [
      'error',
      { object: 'process', property: 'env', message: 'only main.ts and env.ts read the environment' },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/**',
      '**/dist/**',
      '**/generated/**',
      '**/out/**',
      '**/cache/**',
      '.atoll/**',
      '**/*.cjs',
      '*.js',
      '**/vitest.config.ts',
      '**/vite.config.ts',
    ],
  },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['warn', { max: 100, skipComments: true, skipBlankLines: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.tsx', 'packages/ui/src/**/*.ts', 'services/*/web/src/**/*.ts'],
    ...reactHooks.configs.flat.recommended,
  },
  { files: ['**/*.test.ts', 'tests/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  environment,
  routes,
  ...layering,
);
