import { expect, test } from 'vitest';
import { readOutput } from './output-read.ts';

const read = (name: string, text: string) => readOutput(name, new TextEncoder().encode(text));

test('figures of a JSON output become rows, and lists of numbers become series', () => {
  expect(read('metrics.json', '{"auc":0.98,"by":{"fold":[1,2,3]},"label":"a"}')).toEqual({
    kind: 'figures',
    rows: [
      ['auc', '0.98'],
      ['label', 'a'],
    ],
    series: [
      {
        name: 'by.fold',
        points: [
          { x: 0, y: 1 },
          { x: 1, y: 2 },
          { x: 2, y: 3 },
        ],
      },
    ],
  });
});

test('quotes, line breaks and commas inside of a CSV field stay in it', () => {
  expect(read('a.csv', 'name,text\r\n"x, y","say ""so""\nthen"\n')).toEqual({
    kind: 'table',
    head: ['name', 'text'],
    rows: [['x, y', 'say "so"\nthen']],
    more: 0,
  });
});

test('what is no text, too long or a model is a file to save; JSON that is none is text', () => {
  expect(readOutput('a.txt', Uint8Array.of(0xff, 0xfe))).toEqual({ kind: 'file' });
  expect(read('model.onnx', 'x')).toEqual({ kind: 'file' });
  expect(readOutput('a.json', new Uint8Array(2 << 20))).toEqual({ kind: 'file' });
  expect(read('a.json', '{')).toEqual({ kind: 'text', text: '{' });
});

test('a long table is cut, and the rest counted', () => {
  const shown = read('a.csv', `n\n${'1\n'.repeat(500)}`);
  expect(shown).toMatchObject({ kind: 'table', more: 300 });
});
