import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The wall clock of a provider, in the hands of a test. */
export interface ProviderClock {
  /** For `openFaultMarket`. */
  variables(stateDirectory: string): Promise<Readonly<Record<string, string>>>;
  /** Puts the clock so many seconds before (below 0) or after the true time, from one moment to the next. */
  jump(seconds: number): Promise<void>;
}

export function createProviderClock(): ProviderClock {
  let path: string | undefined;
  const write = async (seconds: number) => {
    if (path === undefined) throw new TypeError('the provider was not started with this clock');
    await writeFile(path, String(seconds * 1000));
  };
  return {
    variables: async (stateDirectory) => {
      path = join(stateDirectory, '..', 'clock-offset');
      await write(0);
      const loader = pathToFileURL(resolve(import.meta.dirname, '../shift-clock.ts')).href;
      return { NODE_OPTIONS: `--import=${loader}`, ATOLL_CLOCK_OFFSET: path };
    },
    jump: write,
  };
}
