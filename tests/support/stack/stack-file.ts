import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import { z } from 'zod';
import { removeTemporary, runDirectory, startOf } from '../run-files.ts';

/** What a stack keeps outside of its processes, whose guards end them. */
const StackMark = z.object({
  owner: z.object({ pid: z.int().positive(), started: z.string() }),
  socketPath: z.string(),
  /** The account by which its containers and volumes are labelled. */
  provider: z.string(),
  directory: z.string(),
});
type StackMark = z.infer<typeof StackMark>;

const folder = join(runDirectory, 'stacks');

/** Writes down what the stack of this process leaves if it is killed, and answers how to strike it out again. */
export function markStack(mark: Omit<StackMark, 'owner'>): () => void {
  const started = startOf(process.pid);
  if (started === undefined) throw new Error('this process does not live');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${process.pid}-${mark.provider.slice(2, 14)}.json`);
  const content: StackMark = { owner: { pid: process.pid, started }, ...mark };
  writeFileSync(`${path}.tmp`, JSON.stringify(content));
  renameSync(`${path}.tmp`, path);
  return () => rmSync(path, { force: true });
}

/** Removes every container and volume of a stack whose provider has stopped. Runs outlive a provider, by design. */
export async function clearStack(mark: Pick<StackMark, 'socketPath' | 'provider'>): Promise<void> {
  const docker = new Docker({ socketPath: mark.socketPath });
  const filters = { label: [`atoll.provider=${mark.provider.toLowerCase()}`] };
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(
    containers.map(({ Id }) => orGone(docker.getContainer(Id).remove({ force: true, v: true }))),
  );
  const { Volumes } = await docker.listVolumes({ filters });
  await Promise.all(Volumes.map(({ Name }) => orGone(docker.getVolume(Name).remove())));
}

/** What somebody else removed meanwhile is as gone as it should be. */
async function orGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const gone = error instanceof Error && 'statusCode' in error && error.statusCode === 404;
    if (!gone) throw error;
  }
}

/** Clears what stacks have left whose process was killed. An engine that is gone took its containers with it. */
export async function clearDeadStacks(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const path = join(folder, name);
    const mark = readMark(path);
    if (mark === undefined || startOf(mark.owner.pid) === mark.owner.started) continue;
    if (existsSync(mark.socketPath)) await clearStack(mark);
    removeTemporary(mark.directory);
    rmSync(path, { force: true });
  }
}

function readMark(path: string): StackMark | undefined {
  // Another process that clears at the same time may have been first.
  if (!existsSync(path)) return undefined;
  const parsed = StackMark.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success ? parsed.data : undefined;
}
