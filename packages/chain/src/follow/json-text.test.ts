import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JsonText } from './json-text.ts';

const textOf = (json: string) => new JsonText(Buffer.from(json));
const invalid = expect.objectContaining({ kind: 'invalid' });

/** The value of a text, put together by `object`, `list` and `value`. */
function read(json: JsonText): unknown {
  if (json.peek() === '{'.charCodeAt(0)) {
    const entries: [string, unknown][] = [];
    json.object((from, to) => {
      const name = String(JSON.parse(`"${Buffer.from(json.bytes.subarray(from, to)).toString()}"`));
      entries.push([name, read(json)]);
    });
    return Object.fromEntries(entries);
  }
  if (json.peek() === '['.charCodeAt(0)) {
    const elements: unknown[] = [];
    json.list(() => elements.push(read(json)));
    return elements;
  }
  return json.value();
}

test('what is read of any JSON is what it says, however it is spaced', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t', '\r\n'), (text, space) => {
      const value: unknown = JSON.parse(text);
      const json = textOf(` ${JSON.stringify(value, undefined, space)}\n`);
      expect(JSON.stringify(read(json))).toBe(JSON.stringify(value));
      json.end();
    }),
  );
});

test('what is passed ends where its value does', () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), (passed, next) => {
      const json = textOf(`[${passed},${next}]`);
      json.expect('[');
      json.skip();
      json.expect(',');
      expect(json.value()).toEqual(JSON.parse(next));
      json.expect(']');
      json.end();
    }),
  );
});

test('a million brackets are passed like any value', () => {
  const json = textOf('['.repeat(1e6) + ']'.repeat(1e6));
  json.skip();
  json.end();
});

test.each(['', ' ', ',', ':', ']', '"', '"\\', '"\\"', '[', '[1', '[[1]', '{"a":1', '<html>', '\u{1f600}'])(
  'what is no value is refused: %j',
  (text) => {
    expect(() => textOf(text).skip()).toThrow(invalid);
    expect(() => textOf(text).value()).toThrow(invalid);
  },
);

test.each(['{', '{"a"}', '{"a":1', '{"a":1,}', '{a:1}', '{"a":1 "b":2}', '[1]', ''])(
  'what is no object is refused: %j',
  (text) => {
    const json = textOf(text);
    expect(() => json.object(() => json.skip())).toThrow(invalid);
  },
);

test('what follows an answer is refused', () => {
  const json = textOf('{} {}');
  json.object(() => json.skip());
  expect(() => json.end()).toThrow(invalid);
});
