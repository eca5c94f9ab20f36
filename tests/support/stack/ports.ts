import { freePort, isFree } from '../ports.ts';

/** The preferred port where it is free, else any other. */
export async function choosePort(preferred: number | undefined): Promise<number> {
  return preferred !== undefined && (await isFree(preferred)) ? preferred : freePort();
}
