import { maxDocumentBytes } from '@atoll/schemas/metadata/document';
import { expect, test } from 'vitest';
import { algorithmDocument, bytesOf, datasetDocument } from '../testing/documents.ts';
import { examineDocument } from './examine-document.ts';

const commitment = `0x${'12'.repeat(32)}` as const;

test('a document of the vocabulary is verified, with its words by weight', () => {
  const examined = examineDocument(bytesOf(datasetDocument({ commitment })));
  expect(examined).toMatchObject({
    status: 'verified',
    kind: 'dataset',
    commitment,
    search: { name: 'Reef temperatures', keywords: 'ocean coral' },
  });
});

const committingTo = (text: string) => {
  const document = datasetDocument({ commitment });
  return bytesOf({ ...document, atoll: { ...document.atoll, commitment: text } });
};

const deep = (levels: number) => {
  const nested = `${'['.repeat(levels)}${']'.repeat(levels)}`;
  return new TextEncoder().encode(
    JSON.stringify(algorithmDocument()).replace('{"type":"object"}', `{"x":${nested}}`),
  );
};

/** A document that holds as many values as its size allows, the last one as given. */
const longList = (last: string) =>
  new TextEncoder().encode(
    JSON.stringify(algorithmDocument()).replace(
      '{"type":"object"}',
      `{"x":[${'0,'.repeat(500_000)}${last}]}`,
    ),
  );

test('a document of half a million values is read', () => {
  expect(examineDocument(longList('0')).status).toBe('verified');
});

test.each([
  ['nothing', new Uint8Array(0), 'it is not JSON'],
  ['bytes that are no UTF-8', Uint8Array.of(0xff, 0xfe), 'it is not JSON in UTF-8'],
  ['more than 1 MiB', new Uint8Array(maxDocumentBytes + 1), 'more than the 1048576 allowed'],
  ['a field of the wrong type', bytesOf({ ...algorithmDocument(), name: 7 }), 'name:'],
  ['a NUL', bytesOf({ ...algorithmDocument(), description: '\u0000' }), 'U+0000'],
  ['half a surrogate', bytesOf({ ...algorithmDocument(), description: '\ud800' }), 'surrogate'],
  ['a hundred levels', deep(100), 'nested deeper than 64 levels'],
  ['a bomb of brackets', deep(200_000), 'nested'],
  ['half a surrogate at the end of a long list', longList('"\\ud800"'), 'surrogate'],
  ['a commitment of another length', committingTo(`bafybeiz${'a'.repeat(51)}`), 'Incorrect length'],
  ['a commitment with bits left over', committingTo(`bafybei${'a'.repeat(51)}b`), 'Unexpected end of data'],
])('%s is invalid and says why', (_what, bytes, problem) => {
  const examined = examineDocument(bytes);
  expect(examined.status).toBe('invalid');
  expect(examined).toMatchObject({ problem: expect.stringContaining(problem) });
});
