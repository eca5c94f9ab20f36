import type { ChangeTest } from './change-filter.ts';
import type { ToldChange } from './read-changes.ts';

/** Bytes that are handed to a listener in one go while it catches up; more only where one change alone has more. */
export const chunkBytes = 128 * 1024;

/** Some changes, in order, as a filter lets them through. */
export interface ChangeChunk {
  /** Undefined where the filter lets none of them through. */
  readonly bytes: Uint8Array | undefined;
  /** Changes that this tells or leaves out, counted from the first. */
  readonly count: number;
}

/** The first of some changes: as many as one chunk holds, at least one. */
export function firstChunk(wanted: ChangeTest, changes: readonly ToldChange[]): ChangeChunk {
  const frames: Buffer[] = [];
  let size = 0;
  let count = 0;
  for (const { change, frame } of changes) {
    if (wanted.matches(change)) {
      if (size > 0 && size + frame.byteLength > chunkBytes) break;
      frames.push(frame);
      size += frame.byteLength;
    }
    count += 1;
  }
  return { bytes: joined(frames), count };
}

/** All of some changes that a filter lets through as one buffer; undefined where it lets none through. */
export const allOf = (wanted: ChangeTest, changes: readonly ToldChange[]): Uint8Array | undefined =>
  joined(changes.filter(({ change }) => wanted.matches(change)).map(({ frame }) => frame));

const joined = (frames: readonly Buffer[]): Uint8Array | undefined =>
  frames.length > 1 ? Buffer.concat(frames) : frames[0];
