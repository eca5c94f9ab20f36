import type { OutputEntry } from '../engine.ts';
import { OutputsLost } from '../errors.ts';
import { readOutputs } from '../read-outputs.ts';
import { asReadable } from './as-readable.ts';
import { call } from './call.ts';
import type { DockerContext } from './context.ts';
import { holderOutputsPath } from './holder-image.ts';
import { holderName } from './names.ts';
import { observe } from './observe.ts';

/** Reads the outputs of a run that has ended, through the holder, as the tar stream that the engine makes of them. */
export async function* collect(
  context: DockerContext,
  jobId: string,
  bounds: { maxEntries: number; maxBytes: number },
): AsyncIterable<OutputEntry> {
  const observation = await observe(context, jobId);
  if (observation.kind !== 'ended' || observation.end.outcome.kind === 'lost') throw new OutputsLost(jobId);
  const holder = context.docker.getContainer(holderName(jobId));
  const archive = await call(
    'reading the outputs',
    () => holder.getArchive({ path: holderOutputsPath }),
    404,
  );
  if (archive === undefined) throw new OutputsLost(jobId);
  yield* readOutputs(asReadable(archive), { folder: holderOutputsPath.slice(1), ...bounds });
}
