import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, canonicalJsonBytes } from './canonical-json.ts';
import { AtollError } from './error.ts';

/** The double of an IEEE 754 bit pattern in hexadecimal. */
const double = (bits: string) => Buffer.from(bits, 'hex').readDoubleBE();

/** RFC 8785, appendix B. */
test.each([
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
])('the number of bits %s is written %s', (bits, text) => {
  expect(canonicalJson(double(bits))).toBe(text);
});

test('the sample of RFC 8785 section 3.2.2 has the bytes of section 3.2.4', () => {
  const value: unknown = JSON.parse(String.raw`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  }`);
  expect(Buffer.from(canonicalJsonBytes(value)).toString('utf8')).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  );
});

test('keys are ordered by UTF-16 code units, as in RFC 8785 section 3.2.3', () => {
  const value: unknown = JSON.parse(String.raw`{
    "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
  }`);
  expect([...canonicalJson(value).matchAll(/:"([^"]*)"/g)].map((match) => match[1])).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
});

test('a value has one text, whatever the order of its keys, and the text says the value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 3 })), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
    }),
  );
});

test('an absent property and one that is undefined are the same', () => {
  expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
});

const cycle: { self?: unknown } = {};
cycle.self = cycle;

test.each<[string, unknown]>([
  ['undefined', undefined],
  ['undefined in a list', [undefined]],
  ['a hole in a list', new Array<number>(2)],
  ['NaN', { a: NaN }],
  ['infinity', [Infinity]],
  ['a bigint', { a: 1n }],
  ['a function', { a: () => 1 }],
  ['a function in a list', [() => 1]],
  ['a symbol', { a: Symbol('a') }],
  ['a Map', { a: new Map([[1, 2]]) }],
  ['a Date', new Date(0)],
  ['bytes', new Uint8Array([1])],
  ['half of a surrogate pair', '\ud800'],
  ['half of a surrogate pair in a key', { '\ud800': 1 }],
  ['a cycle', cycle],
])('%s has no canonical text', (_what, value) => {
  expect(() => canonicalJson(value)).toThrow(AtollError);
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'malformed_request' }));
});
