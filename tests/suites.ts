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

/** Reads the sources, and runs what needs no container. */
const sources: readonly Suite[] = [
  {
    name: 'format',
    budgetSeconds: 30,
    command: ['prettier', '--check', '--log-level', 'warn', '.'],
    counts: 'exit',
  },
  {
    name: 'lint',
    budgetSeconds: 60,
    command: ['oxlint'],
    counts: 'exit',
  },
  {
    name: 'types',
    budgetSeconds: 60,
    // all workspaces as one program, for they share most of their files; turbo checks one at a time
    command: ['node', 'node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.all.json'],
    counts: 'exit',
  },
  {
    name: 'types of the web apps',
    budgetSeconds: 20,
    // apart, because the browser's own types contradict those of Node
    command: ['node', 'node_modules/typescript-native/bin/tsc', '-p', 'tsconfig.web.json'],
    counts: 'exit',
  },
  {
    name: 'packages',
    budgetSeconds: 80,
    command: vitest([
      'schemas',
      'contracts',
      'chain',
      'storage',
      'server-kit',
      'sdk',
      'cli',
      'onnx-runner',
      'bench',
    ]),
    counts: 'vitest',
  },
];

/** Compiles and runs Solidity; forge looks for its compiler where it was started. Then what else has no container and one core. */
const solidity: readonly Suite[] = [
  {
    name: 'contracts',
    budgetSeconds: 200,
    command: ['npm', 'run', '--silent', 'forge-test', '--', '--json'],
    folder: 'packages/contracts',
    counts: 'forge',
  },
  {
    name: 'coverage',
    budgetSeconds: 60,
    command: ['node', 'script/coverage.ts'],
    folder: 'packages/contracts',
    counts: 'exit',
    shown: true,
  },
  // one mirror, one chain and no container: it keeps one core busy as well
  { name: 'reorgs', budgetSeconds: 60, command: vitest(['tests'], ['tests/reorgs']), counts: 'vitest' },
];

/** Keeps both cores busy, so that side by side none would be faster and deadlines would be missed. */
const running: readonly Suite[] = [
  {
    name: 'services',
    budgetSeconds: 360,
    command: vitest(['indexer', 'marketplace', 'compute-provider']),
    counts: 'vitest',
  },
  {
    name: 'whole flows',
    budgetSeconds: 170,
    command: vitest(
      ['tests'],
      [
        'tests/e2e',
        'tests/support',
        'tests/licenses',
        'tests/readme',
        'tests/service-variables',
        'tests/signed-request',
        'tests/tally',
      ],
    ),
    counts: 'vitest',
  },
  {
    name: 'browser',
    budgetSeconds: 280,
    // one file after another: a browser and a market take both cores
    command: vitest(['tests'], ['tests/browser', '--no-file-parallelism']),
    counts: 'vitest',
  },
  { name: 'faults', budgetSeconds: 150, command: vitest(['tests'], ['tests/faults']), counts: 'vitest' },
  { name: 'attacks', budgetSeconds: 95, command: vitest(['tests'], ['tests/attacks/']), counts: 'vitest' },
  {
    // one file after another, because these look for whatever a run leaves on the machine, or take images away
    name: 'alone',
    budgetSeconds: 110,
    command: vitest(['tests'], ['tests/alone', '--no-file-parallelism']),
    counts: 'vitest',
  },
];

/**
 * The lanes of each stage run side by side, the suites of a lane one after the other. Compilers of Solidity and linters keep one
 * core busy each, so two lanes take little longer than the slower one. The budgets along the slower lanes add up to twenty-six minutes,
 * more than the whole command takes.
 */
export const stages: readonly (readonly (readonly Suite[])[])[] = [[sources, solidity], [running]];
