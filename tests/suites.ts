/** One suite of the test command: what it runs, how many seconds it may take and how its tests are counted. */
export interface Suite {
  name: string;
  budgetSeconds: number;
  command: readonly [string, ...string[]];
  /** Where it runs, from the repository's root; the root itself when left out. */
  folder?: string;
  /** Where counts come from: vitest's JSON report, forge's JSON on stdout, or the exit status alone (one check). */
  counts: 'vitest' | 'forge' | 'exit';
  /** Whether what it prints is shown also where it passed. */
  shown?: true;
  /** For what only computes and meets no deadline: takes only what everything else leaves of the processors. */
  yields?: true;
  /** The suite of another lane that has to have ended before, for this one uses what it made. */
  after?: string;
}

/** Runs the files of some workspaces whose paths contain one of the words; all of them where no word is given. */
const vitest = (projects: readonly string[], words: readonly string[] = []): Suite['command'] => [
  'vitest',
  'run',
  '--passWithNoTests=false',
  // A project is named as its workspace.
  ...projects.flatMap((project) => ['--project', `@atoll/${project}`]),
  ...words,
];

/** Compiles the contracts and runs their tests, and reads the sources: needs nothing of the others, so that any idle time will do. */
const computing: readonly Suite[] = [
  {
    name: 'contracts',
    budgetSeconds: 600,
    command: ['npm', 'run', '--silent', 'forge-test', '--', '--json'],
    // forge looks for its compiler where it was started
    folder: 'packages/contracts',
    counts: 'forge',
    yields: true,
  },
  {
    name: 'format',
    budgetSeconds: 600,
    command: ['prettier', '--check', '--log-level', 'warn', '.'],
    counts: 'exit',
    yields: true,
  },
  {
    name: 'types',
    budgetSeconds: 600,
    // all workspaces as one program, for they share most of their files; turbo checks one at a time
    command: ['node', 'node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.all.json'],
    counts: 'exit',
    yields: true,
  },
  {
    name: 'types of the web apps',
    budgetSeconds: 600,
    // apart, because the browser's own types contradict those of Node
    command: ['node', 'node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.web.json'],
    counts: 'exit',
    yields: true,
  },
  { name: 'lint', budgetSeconds: 600, command: ['oxlint'], counts: 'exit', yields: true },
];

/** The same, for the idle time of the last stage. */
const computingLast: readonly Suite[] = [
  {
    name: 'coverage',
    budgetSeconds: 600,
    command: ['node', 'script/coverage.ts'],
    folder: 'packages/contracts',
    counts: 'exit',
    shown: true,
    yields: true,
  },
];

/** Runs the services, and the packages that they are made of. */
const services: readonly Suite[] = [
  {
    name: 'services',
    budgetSeconds: 720,
    command: vitest(['indexer', 'marketplace', 'compute-provider']),
    counts: 'vitest',
  },
  {
    name: 'packages',
    budgetSeconds: 200,
    command: vitest([
      'schemas',
      'contracts',
      'chain',
      'storage',
      'server-kit',
      'sdk',
      'cli',
      'ui',
      'onnx-runner',
      'demo',
      'bench',
    ]),
    counts: 'vitest',
    // some read the compiled contracts
    after: 'contracts',
  },
];

/**
 * Runs whole markets, strangers' code against the sandbox, and parts as processes of their own that end at any moment: one of no more than
 * two lanes that meet deadlines at once.
 */
const markets: readonly Suite[] = [
  {
    name: 'whole flows',
    budgetSeconds: 220,
    command: vitest(
      ['tests'],
      [
        'tests/e2e',
        'tests/support',
        'tests/licenses',
        'tests/query-keys',
        'tests/readme',
        'tests/service-variables',
        'tests/signed-request',
        'tests/suites',
        'tests/tally',
      ],
    ),
    counts: 'vitest',
  },
  {
    name: 'browser',
    budgetSeconds: 500,
    // one file after another: a browser and a market take both cores
    command: vitest(['tests'], ['tests/browser', '--no-file-parallelism']),
    counts: 'vitest',
  },
  { name: 'reorgs', budgetSeconds: 70, command: vitest(['tests'], ['tests/reorgs']), counts: 'vitest' },
  { name: 'attacks', budgetSeconds: 200, command: vitest(['tests'], ['tests/attacks/']), counts: 'vitest' },
  {
    name: 'faults',
    budgetSeconds: 270,
    command: vitest(['tests'], ['tests/faults']),
    counts: 'vitest',
  },
];

/** What looks for whatever a run leaves on the machine. */
const last: readonly Suite[] = [
  {
    // one file after another, because these look for whatever a run leaves on the machine, or take images away
    name: 'alone',
    budgetSeconds: 110,
    command: vitest(['tests'], ['tests/alone', '--no-file-parallelism']),
    counts: 'vitest',
  },
];

/**
 * The lanes of each stage run side by side, the suites of a lane one after the other. Tests wait about a third of their time; compilers
 * and linters take that third, at a priority that keeps no test from its deadline. In the last stage one lane alone meets deadlines.
 */
export const stages: readonly (readonly (readonly Suite[])[])[] = [
  [markets, services, computing],
  [last, computingLast],
];
