/** An option or argument of a command, as its help shows it. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in help, e.g. `<file>`. */
  readonly value?: string;
  readonly description: string;
  readonly required?: boolean;
}

/** What a command was given, checked against what it takes. */
export interface Given {
  readonly positionals: readonly string[];
  readonly text: Readonly<Record<string, string>>;
  readonly flags: ReadonlySet<string>;
}

export interface Invocation {
  readonly given: Given;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly json: boolean;
  readonly signal: AbortSignal;
  readonly print: (text: string) => unknown;
  readonly report: (text: string) => unknown;
}

/** One command of the command line. */
export interface Command {
  /** Words that name it, e.g. `['sample', 'make']`. */
  readonly words: readonly string[];
  readonly summary: string;
  readonly positionals: readonly {
    readonly name: string;
    readonly description: string;
    readonly optional?: true;
  }[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly example: string;
  /** @returns the exit status */
  act(invocation: Invocation): Promise<number>;
}

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  rpc: { type: 'string', value: '<url>', description: 'JSON-RPC endpoint of the chain (ATOLL_RPC_URL)' },
  deployment: {
    type: 'string',
    value: '<file>',
    description: 'address file of the deployment (ATOLL_DEPLOYMENT)',
  },
  provider: {
    type: 'string',
    value: '<url>',
    description: 'the compute provider; the one of the dataset unless given (ATOLL_PROVIDER_URL)',
  },
  'key-file': {
    type: 'string',
    value: '<file>',
    description: 'file with the private key that signs, as 0x and 64 digits (or ATOLL_PRIVATE_KEY)',
  },
  json: { type: 'boolean', description: 'print one JSON value and nothing else' },
  help: { type: 'boolean', description: 'print this' },
};
