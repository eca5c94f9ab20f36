import { byteLists } from './byte-lists.ts';
import { characterRoles } from './character-roles.ts';
import { joinedRuns, type JoinedRun, type Spelling } from './joined-runs.ts';
import { blankEscapes } from './tokens.ts';
import type { Opened } from './unwrap.ts';

/** A string may not be longer than this in the engine; longer outputs are read in pieces. */
const pieceBytes = 256 << 20;

const base64Letter = /[A-Za-z0-9+/_-]/;
const base64: Spelling = {
  strict: {
    roles: characterRoles({ within: base64Letter, between: /[\s"',]/ }),
    ofWholeBytes: false,
  },
  lenient: {
    roles: characterRoles({ within: base64Letter, between: /[\s"',;|[\]\\]/ }),
    ofWholeBytes: true,
  },
  padding: 61,
  unit: 4,
  least: 24,
  leastLine: 4,
  leastRun: 16,
  leastOfWords: 96,
};
const hexDigit = /[0-9a-fA-F]/;
const hex: Spelling = {
  strict: { roles: characterRoles({ within: hexDigit, between: /[ :,-]/ }), ofWholeBytes: true },
  lenient: {
    roles: characterRoles({ within: hexDigit, between: /[\s"',:;|[\](){}%\\-]/ }),
    ofWholeBytes: true,
  },
  unit: 2,
  least: 48,
  leastLine: 2,
  leastRun: 0,
  leastOfWords: 0,
};
/** What programs put before the two digits of a byte. */
const hexMark = /(?<![0-9a-fA-F])0[xX]|\\[xX]/g;

/** What is spelled in text as base64 (either alphabet), hex or a list of the bytes' numbers, in whatever lines or lists it was cut. */
export function* decodeText(bytes: Buffer): Generator<Opened> {
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const text = blankEscapes(bytes.toString('latin1', from, Math.min(bytes.length, from + pieceBytes)));
    for (const run of joinedRuns(text, base64))
      for (const read of readBase64(run)) yield opened('base64', from + run.index, read);
    for (const run of joinedRuns(text.replaceAll(hexMark, '  '), hex))
      yield opened('hex', from + run.index, Buffer.from(run.text, 'hex'));
    for (const list of byteLists(text)) yield opened('bytes', from + list.index, list.bytes);
  }
}

function opened(how: string, at: number, bytes: Uint8Array): Opened {
  return { label: `${how}@${at}`, bytes, cut: false };
}

/** Lines that do not end with whole bytes may be those of one text, or each a text of its own; shorter ones are taken for the former. */
const leastChunk = 16;

function* readBase64({ text, width = 0 }: JoinedRun): Generator<Buffer> {
  yield joinedBytes(text.split(/=+/));
  if (width < leastChunk || text.includes('=')) return;
  const lines = Math.ceil(text.length / width);
  yield joinedBytes(Array.from({ length: lines }, (_, line) => text.slice(line * width, (line + 1) * width)));
}

/** The bytes of several texts in one; Buffer reads both alphabets and needs no padding, but stops at it. */
function joinedBytes(texts: readonly string[]): Buffer {
  const bytes = Buffer.allocUnsafe(texts.reduce((sum, { length }) => sum + length, 0));
  let size = 0;
  for (const text of texts) size += bytes.write(text, size, 'base64');
  return bytes.subarray(0, size);
}
