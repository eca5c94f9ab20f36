import { blankEscapes } from './tokens.ts';
import type { Opened } from './unwrap.ts';

/** Shorter runs hold less than a record. */
const leastRun = 24;
/** A string may not be longer than this in the engine; longer outputs are read in pieces. */
const pieceBytes = 256 << 20;

const base64Run = /[A-Za-z0-9+/_-]{16,}/g;
/** Between two lines of the same text: line ends, quotes, commas, blanks. */
const betweenLines = /^[\s"',]{1,24}$/;
const hexRun = /(?:[0-9a-fA-F]{2}[ :,-]?){24,}/g;
const byteRun = /(?:\b\d{1,3}[\s,;]{1,4}){23,}\d{1,3}\b/g;

/** What is spelled in text as base64 (either alphabet, over lines), hex or a list of the bytes' numbers. */
export function* decodeText(bytes: Buffer): Generator<Opened> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const text = blankEscapes(bytes.toString('latin1', from, Math.min(bytes.length, from + pieceBytes)));
    yield* base64In(text, from);
    for (const { 0: run, index } of text.matchAll(hexRun))
      yield opened('hex', from + index, Buffer.from(run.replace(/[^0-9a-fA-F]/g, ''), 'hex'));
    for (const { 0: run, index } of text.matchAll(byteRun)) {
      const numbers = run.split(/[\s,;]+/).map(Number);
      if (numbers.every((number) => number < 256)) yield opened('bytes', from + index, Buffer.from(numbers));
    }
  }
}

function opened(how: string, at: number, bytes: Uint8Array): Opened {
  return { label: `${how}@${at}`, bytes, cut: false };
}

/** Runs of the alphabet; those of one length that follow each other are lines of one text, and so is a shorter one after them. */
function* base64In(text: string, offset: number): Generator<Opened> {
  let lines: string[] = [];
  let start = 0;
  let end = 0;
  let padded = false;
  const give = function* (): Generator<Opened> {
    const joined = lines.join('');
    // Buffer reads both alphabets and needs no padding.
    if (joined.length >= leastRun) yield opened('base64', offset + start, Buffer.from(joined, 'base64'));
  };
  for (const { 0: run, index } of text.matchAll(base64Run)) {
    const continues =
      !padded &&
      lines.length > 0 &&
      (lines.length === 1
        ? run.length <= (lines[0]?.length ?? 0)
        : lines.at(-1)?.length === lines[0]?.length) &&
      index - end <= 24 &&
      betweenLines.test(text.slice(end, index));
    if (!continues) {
      yield* give();
      lines = [];
      start = index;
    }
    lines.push(run);
    end = index + run.length;
    padded = text[end] === '=';
  }
  yield* give();
}
