import { join } from 'node:path';
import { Bytes32 } from '@atoll/schemas/ids';
import { SampleRunView } from '@atoll/schemas/sample-api';
import type { Context } from '../../context.ts';
import type { samples, sampleRuns } from '../../store/sample-tables.ts';

/** What is kept of a run, and for how long. */
export const keptMs = 24 * 3600 * 1000;

/** Most bytes of a log. */
export const logBytes = 10 << 20;

export type SampleRunRow = typeof sampleRuns.$inferSelect;

/** How the engine knows a run on a sample: as no order's job could be named. */
export const engineJobOf = (run: string): string => `sample-${run}`;

export function runsFolder({ settings }: Pick<Context, 'settings'>): string {
  return join(settings.stateDirectory, 'sample-runs');
}

export function runFolder(ctx: Pick<Context, 'settings'>, run: string) {
  const root = join(runsFolder(ctx), run);
  return {
    root,
    parameters: join(root, 'parameters.json'),
    log: join(root, 'log'),
    /** Of an ONNX algorithm that nobody approved. */
    model: join(root, 'model.onnx'),
    /** As it came out of the container. */
    raw: join(root, 'raw'),
    /** As the guard would let it out. */
    outputs: join(root, 'outputs'),
  };
}

export function sampleRunView(row: SampleRunRow, cid: (typeof samples.$inferSelect)['cid']): SampleRunView {
  return SampleRunView.parse({
    run: row.run,
    datasetId: row.datasetId,
    metadataDigest: Bytes32.parse(row.metadataDigest),
    sample: cid,
    state: row.state,
    createdAt: row.createdAt.toISOString(),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    ...(row.usage === null ? {} : { usage: row.usage }),
    outputs: row.outputs,
    ...(row.problem === null ? {} : { problem: row.problem }),
    keptUntil: new Date(row.createdAt.getTime() + keptMs).toISOString(),
  });
}
