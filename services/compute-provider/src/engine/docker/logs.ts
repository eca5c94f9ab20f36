import { call } from './call.ts';
import type { DockerContext } from './context.ts';
import { findRun } from './observe.ts';

/** What the run printed, at most the last `maxBytes`, without Docker's framing of its two streams. */
export async function logs(
  context: DockerContext,
  jobId: string,
  options: { maxBytes: number },
): Promise<Uint8Array> {
  const run = await findRun(context, jobId);
  if (!run) return new Uint8Array();
  const container = context.docker.getContainer(run.Id);
  const reply = await call(
    'reading the log',
    () => container.logs({ stdout: true, stderr: true, follow: false }),
    404,
  );
  if (reply === undefined) return new Uint8Array();
  const text = unframe(reply);
  return text.subarray(Math.max(0, text.byteLength - options.maxBytes));
}

/**
 * Docker sends both streams as frames: one byte that names the stream, three of zero, four of length, then the bytes.
 * Source: Docker Engine API, "Attach to a container", stream format.
 */
export function unframe(framed: Buffer): Buffer {
  const parts: Buffer[] = [];
  let offset = 0;
  while (offset + 8 <= framed.byteLength) {
    const length = framed.readUInt32BE(offset + 4);
    parts.push(framed.subarray(offset + 8, offset + 8 + length));
    offset += 8 + length;
  }
  return Buffer.concat(parts);
}
