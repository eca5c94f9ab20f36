import { describe, expect, test } from 'vitest';
import { DataSource, refusedPath } from './data-source.ts';

describe('the path of a file in a dataset', () => {
  test.each(['reef.csv', '2024/reef.csv', 'Äpfel/März 2024.csv', '...', '.hidden', 'a/.salt'])(
    'may be %j',
    (path) => {
      expect(refusedPath(path)).toBeUndefined();
    },
  );

  test.each([
    '',
    '/etc/passwd',
    '..',
    '../reef.csv',
    'a/../../reef.csv',
    'a/./b',
    'a//b',
    'a/',
    'a\\b',
    'a\0b',
    'a\nb',
    'a\u001b[2Jb',
    'a\u202eb',
    '\ud800',
    '.salt',
    'a'.repeat(256),
    'é'.repeat(128),
    `${'a/'.repeat(600)}b`,
  ])('is refused as %j', (path) => {
    expect(refusedPath(path)).toEqual(expect.any(String));
  });
});

describe('a source', () => {
  const file = { url: 'https://files.example/reef.csv', name: 'reef.csv' };
  const s3 = {
    kind: 's3',
    endpoint: 'https://s3.example',
    region: 'eu-central-1',
    bucket: 'reefs',
    credential: 'reefs',
  };

  test('of every kind is taken', () => {
    for (const source of [
      { kind: 'folder', path: '/srv/data/reef' },
      { kind: 'file', path: '/srv/data/reef.csv' },
      s3,
      { kind: 'http', files: [file] },
      { kind: 'postgres', connection: 'warehouse', query: 'select 1' },
    ])
      expect(DataSource.safeParse(source).success).toBe(true);
  });

  test.each([
    { kind: 'folder', path: 'relative' },
    { kind: 'http', files: [{ ...file, url: 'file:///etc/passwd' }] },
    { kind: 'http', files: [{ ...file, url: 'https://user:secret@files.example/reef.csv' }] },
    { kind: 'http', files: [{ ...file, name: '../reef.csv' }] },
    { kind: 'http', files: [] },
    { ...s3, endpoint: 'https://key:secret@s3.example' },
    { ...s3, endpoint: 'https://s3.example/other' },
    { ...s3, bucket: '../other' },
    { kind: 'postgres', connection: 'postgres://user:secret@db/x', query: 'select 1' },
    { kind: 'postgres', connection: 'warehouse', query: 'select 1', name: 'result.csv' },
  ])('that leads elsewhere or carries credentials is refused: %j', (source) => {
    expect(DataSource.safeParse(source).success).toBe(false);
  });
});
