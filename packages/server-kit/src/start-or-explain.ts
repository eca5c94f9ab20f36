import { AtollError } from '@atoll/schemas/error';

/**
 * Starts a service. One that cannot start says why and what to do, and its process ends with 1, whatever would still keep it alive: a parent
 * whose end it listens for, a connection that is tried again.
 *
 * @param open resolves when the service runs
 * @example
 * export const start = (environment: NodeJS.ProcessEnv) => startOrExplain(() => open(environment));
 */
export async function startOrExplain(open: () => Promise<void>): Promise<void> {
  try {
    await open();
  } catch (error) {
    console.error(error instanceof AtollError ? `${error.message}\n${error.hint}` : error);
    process.exit(1);
  }
}
