import { join } from 'node:path';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Context } from '../context.ts';

/** Where the files of a job lie while it is open. */
export function jobFolder({ settings }: Pick<Context, 'settings'>, jobId: Bytes32) {
  const root = join(settings.stateDirectory, 'jobs', jobId);
  return {
    root,
    parameters: join(root, 'parameters.json'),
    /** What came out of the container: never released. */
    raw: join(root, 'raw'),
    /** What passed the guard. */
    clean: join(root, 'clean'),
  };
}

/** Where the log of a job's run is kept, for the custodian alone. */
export function logFile({ settings }: Pick<Context, 'settings'>, jobId: Bytes32): string {
  return join(settings.stateDirectory, 'logs', `${jobId}.log`);
}
