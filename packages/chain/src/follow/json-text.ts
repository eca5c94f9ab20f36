import { invalid, type RpcFailure } from './rpc-failure.ts';

/** Characters of JSON. */
const quote = 34;
const backslash = 92;
const kinds: ReadonlyMap<number, 'opens' | 'closes' | 'between'> = new Map([
  ...['{', '['].map((each) => [each.charCodeAt(0), 'opens'] as const),
  ...['}', ']'].map((each) => [each.charCodeAt(0), 'closes'] as const),
  ...[',', ':'].map((each) => [each.charCodeAt(0), 'between'] as const),
]);
const isLiteral = (code: number): boolean =>
  (code >= 48 && code <= 57) ||
  (code >= 97 && code <= 122) ||
  code === 43 ||
  code === 45 ||
  code === 46 ||
  code === 69;
const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

const notJson = (): RpcFailure => invalid('the answer is not JSON');

/**
 * A place in a JSON text (https://www.rfc-editor.org/rfc/rfc8259), read from its beginning to its end: what one looks for is read where it
 * stands, and nothing is made of what one does not. Every method throws `RpcFailure` `invalid` for what is no JSON.
 */
export class JsonText {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next character that is no space, which stays where it is; -1 at the end. */
  peek(): number {
    while (isSpace(this.bytes[this.at] ?? -1)) this.at += 1;
    return this.bytes[this.at] ?? -1;
  }

  /** Whether the next character is this one, which is then passed. */
  takes(character: string): boolean {
    if (this.peek() !== character.charCodeAt(0)) return false;
    this.at += 1;
    return true;
  }

  expect(character: string): void {
    if (!this.takes(character)) throw notJson();
  }

  /** Reads an object: `read` is called at the value of each of its members and has to pass it. */
  object(read: (from: number, to: number) => void): void {
    this.expect('{');
    if (this.takes('}')) return;
    do {
      this.peek();
      const from = this.at + 1;
      this.#skipText();
      const to = this.at - 1;
      this.expect(':');
      this.peek();
      read(from, to);
    } while (this.takes(','));
    this.expect('}');
  }

  /** Reads a list: `read` is called at each element and has to pass it. */
  list(read: () => void): void {
    this.expect('[');
    if (this.takes(']')) return;
    do {
      this.peek();
      read();
    } while (this.takes(','));
    this.expect(']');
  }

  /** Nothing follows. */
  end(): void {
    if (this.peek() !== -1) throw notJson();
  }

  /** Whether a text, given by where it begins and ends, is this one. */
  is(from: number, to: number, text: string): boolean {
    if (to - from !== text.length) return false;
    for (let index = 0; index < text.length; index += 1)
      if (this.bytes[from + index] !== text.charCodeAt(index)) return false;
    return true;
  }

  /** Passes a literal where it stands. @returns whether it does */
  takesLiteral(literal: 'null' | 'false'): boolean {
    if (!this.is(this.at, this.at + literal.length, literal)) return false;
    this.at += literal.length;
    return true;
  }

  /** Passes a value of any kind. @returns the value */
  value(): unknown {
    const from = this.at;
    this.skip();
    const text = Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, this.at - from);
    try {
      const value: unknown = JSON.parse(text.toString('utf8'));
      return value;
    } catch {
      throw notJson();
    }
  }

  /** Passes a value of any kind, of which only texts and brackets are looked at. */
  skip(): void {
    let depth = 0;
    do {
      const code = this.peek();
      const kind = kinds.get(code);
      if (code === quote) this.#skipText();
      else if (kind === undefined) this.#skipLiteral();
      else if (kind === 'between' && depth === 0) throw notJson();
      else this.at += 1;
      if (kind === 'opens') depth += 1;
      if (kind === 'closes') depth -= 1;
      if (depth < 0) throw notJson();
    } while (depth > 0);
  }

  #skipLiteral(): void {
    const from = this.at;
    while (isLiteral(this.bytes[this.at] ?? -1)) this.at += 1;
    if (this.at === from) throw notJson();
  }

  #skipText(): void {
    const { bytes } = this;
    let at = this.at;
    if (bytes[at] !== quote) throw notJson();
    for (;;) {
      at += 1;
      const code = bytes[at];
      if (code === quote) break;
      if (code === undefined) throw notJson();
      if (code === backslash) at += 1;
    }
    this.at = at + 1;
  }
}
