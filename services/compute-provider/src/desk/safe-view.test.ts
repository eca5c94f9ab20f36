import { expect, test } from 'vitest';
import { safeText, safeView } from './safe-view.ts';

const shown = (type: 'json' | 'csv' | 'text', text: string) =>
  safeText({ name: 'x', type, bytes: new TextEncoder().encode(text) });

test.each([
  ['=1+1', `'=1+1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['+cmd|calc', `'+cmd|calc`],
  ['-2+3', `'-2+3`],
  ['  =1', `'  =1`],
  ['\t=1', `'\t=1`],
  ['-2.5e-3', '-2.5e-3'],
  ['+7', '+7'],
  ['a=1', 'a=1'],
])('a cell %j is shown as %j', (cell, expected) => {
  expect(shown('csv', `head,b\n"${cell}",1\n`)).toBe(`head,b\n${expected},1\n`);
});

test('a cell that hides a formula behind quotes or a line end is found where it begins', () => {
  expect(shown('csv', '"=HYPERLINK(""http://127.0.0.1"")","a\n=b"\n')).toBe(
    `"'=HYPERLINK(""http://127.0.0.1"")","a\n=b"\n`,
  );
});

test('what drives a terminal or turns a line round is written out, in a table too', () => {
  expect(shown('text', 'a\u001b[2Jb\u202ec\r\nd')).toBe('a⟨U+001B⟩[2Jb⟨U+202E⟩c\nd');
  expect(shown('json', '{"a":"\u2066b\u0085"}')).toBe('{"a":"⟨U+2066⟩b⟨U+0085⟩"}');
  expect(shown('csv', 'a\n\u200b=1\n')).toBe('a\n⟨U+200B⟩=1\n');
});

test('a model and bytes that are no text have no safe view', async () => {
  const empty = (async function* () {})();
  await expect(safeView({ name: 'm.onnx', type: 'onnx', size: 0, content: empty })).rejects.toMatchObject({
    code: 'unsupported_media_type',
  });
  expect(() => safeText({ name: 'x', type: 'text', bytes: new Uint8Array([0xff, 0xfe]) })).toThrow(/UTF-8/);
});
