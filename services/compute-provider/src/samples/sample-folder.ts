import { join } from 'node:path';
import type { Context } from '../context.ts';

/** Where samples lie: mounted into runs on them, so apart from everything that is not public. */
export function samplesFolder({ settings }: Pick<Context, 'settings'>): string {
  return join(settings.stateDirectory, 'samples');
}

/** Where one lies, and, until it is whole, what belongs to its making. */
export function sampleFolder(ctx: Pick<Context, 'settings'>, sample: string) {
  const directory = join(samplesFolder(ctx), sample);
  return {
    directory,
    partial: `${directory}.partial`,
    scratch: join(`${directory}.partial`, 'scratch'),
    making: join(`${directory}.partial`, 'sample'),
  };
}
