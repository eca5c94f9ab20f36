import { contentWindows, denseBits } from './content-windows.ts';
import { type JsonVisitor, walkJson } from './json-values.ts';
import type { Matcher } from './matcher.ts';
import { readNumbers } from './number-values.ts';
import { Row } from './row.ts';
import { Sequence } from './sequence.ts';
import { lex, readScalar } from './tokens.ts';
import type { Layer } from './unwrap.ts';
import type { WindowVisitor } from './windows.ts';

/** Columns of a table in an output whose values are followed down. */
const maxColumns = 256;
const lineFeed = 10;
/** Text is read in pieces of this size, so that memory does not grow with the output. */
const pieceBytes = 4 << 20;
/** A JSON value is parsed at once up to here. */
const maxJsonBytes = 64 << 20;
/** Runs of printable characters in other bytes, from this length on. */
const printable = /[\t\n\r\x20-\x7e]{16,}/g;

/** Looks for records in one layer: as bytes, as text, as a JSON value, as numbers in bytes. */
export function scanLayer(layer: Layer, matcher: Matcher): void {
  const bytes = Buffer.from(layer.bytes.buffer, layer.bytes.byteOffset, layer.bytes.byteLength);
  if (matcher.looksAtContent)
    contentWindows(layer.bytes, denseBits, (window, end) => matcher.content(window, end));
  const look: WindowVisitor = (windows, from, to) => matcher.window(windows, from, to);
  if (layer.isText) {
    const value = jsonOf(bytes);
    if (value !== undefined) scanJson(value, matcher);
    const reader = new TableReader(matcher);
    for (const piece of pieces(bytes)) reader.read(piece);
    reader.end();
    return;
  }
  readNumbers(layer.bytes, new Sequence(look));
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    const text = bytes.toString('latin1', from, Math.min(bytes.length, from + pieceBytes));
    const reader = new TableReader(matcher);
    for (const [run] of text.matchAll(printable)) {
      reader.read(run);
      reader.read('\n');
    }
    reader.end();
  }
}

/** The text in pieces that end with a line, or with something that parts values, where one is near. */
function* pieces(bytes: Buffer): Generator<string> {
  for (let from = 0; from < bytes.length;) {
    let to = Math.min(bytes.length, from + pieceBytes);
    if (to < bytes.length) {
      const line = bytes.lastIndexOf(10, to);
      const comma = bytes.lastIndexOf(44, to);
      const cut = line > from ? line : comma;
      if (cut > from) to = cut + 1;
    }
    yield bytes.toString('utf8', from, to);
    from = to;
  }
}

function jsonOf(bytes: Buffer): unknown {
  if (bytes.length > maxJsonBytes || !/^\s*[[{"]/.test(bytes.toString('utf8', 0, 64))) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/** Text as a table of whatever shape: all values in order, each line as a row, and the values of each field down the lines. */
class TableReader {
  readonly #matcher: Matcher;
  readonly #row = new Row();
  readonly #sequence: Sequence;
  readonly #columns = new Columns();
  #field = 0;
  #value = 0;

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
    const look: WindowVisitor = (windows, from, to) => matcher.window(windows, from, to);
    this.#sequence = new Sequence(look);
    this.#columns.look = look;
  }

  read(text: string): void {
    lex(
      text,
      (token) => {
        this.#sequence.push(token, this.#value);
        this.#row.push(token);
        // Values that blanks alone part have no field of their own: their place in the line stands for it.
        this.#columns.of(this.#field > 0 ? this.#field : -this.#row.size)?.push(token, this.#value);
        this.#value += 1;
      },
      (separator) => {
        if (separator !== lineFeed) this.#field += 1;
        else this.#endRow();
      },
    );
  }

  end(): void {
    this.#endRow();
    this.#sequence.end();
    this.#columns.end();
  }

  #endRow(): void {
    this.#matcher.row(this.#row, this.#value - this.#row.size);
    this.#row.clear();
    this.#field = 0;
  }
}

/** The columns of one table; those beyond the first are passed over. */
class Columns {
  look: WindowVisitor = () => undefined;
  readonly #columns = new Map<string | number, Sequence>();

  of(name: string | number): Sequence | undefined {
    const known = this.#columns.get(name);
    if (known !== undefined || this.#columns.size >= maxColumns) return known;
    const made = new Sequence(this.look, 256);
    this.#columns.set(name, made);
    return made;
  }

  end(): void {
    for (const column of this.#columns.values()) column.end();
  }
}

/** A JSON value without its keys: all scalars in order, each object or array as a row, and each key's values down the rows. */
function scanJson(value: unknown, matcher: Matcher): void {
  const look: WindowVisitor = (windows, from, to) => matcher.window(windows, from, to);
  const sequence = new Sequence(look);
  const row = new Row();
  let columns = new Columns();
  let table: object | undefined;
  let position = 0;
  const visitor: JsonVisitor = {
    container(entries, parent) {
      if (parent !== table) {
        columns.end();
        columns = new Columns();
        columns.look = look;
        table = parent;
      }
      row.clear();
      const first = position;
      for (const [key, scalar] of entries) {
        const column = parent === undefined ? undefined : columns.of(key);
        readScalar(scalar, (token) => {
          sequence.push(token, position);
          row.push(token);
          column?.push(token, position);
          position += 1;
        });
      }
      matcher.row(row, first);
    },
  };
  walkJson(value, visitor);
  sequence.end();
  columns.end();
}
