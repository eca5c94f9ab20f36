import { join } from 'node:path';
import type { Context } from '../context.ts';

/** Where the snapshots lie, each in a folder of its id; one that is being filled ends with `.partial`. */
export function snapshotsFolder({ settings }: Pick<Context, 'settings'>): string {
  return join(settings.stateDirectory, 'snapshots');
}

export function snapshotFolder(ctx: Pick<Context, 'settings'>, snapshot: string): string {
  return join(snapshotsFolder(ctx), snapshot);
}
