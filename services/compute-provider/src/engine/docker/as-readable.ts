import type { Readable } from 'node:stream';

/** Guarantee: what dockerode hands out as a stream is Node's own IncomingMessage, typed by the older interface. */
export function asReadable(stream: NodeJS.ReadableStream): Readable {
  return stream as Readable;
}
