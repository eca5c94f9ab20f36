import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlainLog } from '../raw-log.ts';
import { readLogsAnswer, readParsedLogs } from './read-answer.ts';
import { RpcFailure } from './rpc-failure.ts';

const bytes = (length: number) =>
  fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((some): `0x${string}` => `0x${Buffer.from(some).toString('hex')}`);
const quantity = (number: number) => `0x${number.toString(16)}`;

const address = `0x${'c0'.repeat(20)}` as const;
const asked = { addresses: new Set([address]), from: 0, to: Number.MAX_SAFE_INTEGER };

/** Logs of blocks of their own, as a chain has them. */
const logs: fc.Arbitrary<PlainLog[]> = fc
  .array(
    fc.record({
      topics: fc.array(bytes(32), { maxLength: 4 }),
      data: fc.integer({ min: 0, max: 300 }).chain(bytes),
      blockHash: bytes(32),
      blockTimestamp: fc.integer({ min: 0, max: 2 ** 40 }),
      transactionHash: bytes(32),
      transactionIndex: fc.nat(),
      logIndex: fc.nat(),
    }),
    { maxLength: 5 },
  )
  .map((some) => some.map((log, index) => ({ ...log, address, blockNumber: 3 * index + 1 })));

/** A log as a node may write it: its fields in any order, others between them, digits in any case. */
const written = (log: PlainLog, order: readonly number[], more: unknown, upper: boolean): object => {
  const cased = (hex: string) => (upper ? `0x${hex.slice(2).toUpperCase()}` : hex);
  const fields: [string, unknown][] = [
    ['address', cased(log.address)],
    ['topics', log.topics.map(cased)],
    ['data', cased(log.data)],
    ['blockNumber', quantity(log.blockNumber)],
    ['blockHash', cased(log.blockHash)],
    ['blockTimestamp', quantity(log.blockTimestamp)],
    ['transactionHash', cased(log.transactionHash)],
    ['transactionIndex', quantity(log.transactionIndex)],
    ['logIndex', quantity(log.logIndex)],
    ['removed', false],
    ['l1Fee', more],
    ['"\\}', more],
  ];
  return Object.fromEntries(order.map((index) => fields[index] ?? ['', 0]));
};
const order = fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 });

const answer = (members: object): Buffer => Buffer.from(JSON.stringify(members));

test('logs are read as they were written, whatever stands around their fields', () => {
  fc.assert(
    fc.property(logs, order, fc.jsonValue(), fc.boolean(), (some, places, more, upper) => {
      const result = some.map((log) => written(log, places, more, upper)).reverse();
      const read = readLogsAnswer(answer({ jsonrpc: '2.0', more, result, id: 7 }), 7, asked);
      expect(read.map((log) => log.plain())).toEqual(some);
      expect(readParsedLogs(result, asked).map((log) => log.plain())).toEqual(some);
    }),
  );
});

test('an answer that was cut off or changed anywhere is refused, or says something else', () => {
  fc.assert(
    fc.property(logs, order, fc.nat(), fc.nat(255), (some, places, at, byte) => {
      const whole = answer({ result: some.map((log) => written(log, places, null, false)), id: 7 });
      const cut = whole.subarray(0, at % whole.length);
      expect(() => readLogsAnswer(cut, 7, asked)).toThrow(expect.objectContaining({ kind: 'invalid' }));
      const changed = Buffer.from(whole);
      changed[at % whole.length] = byte;
      try {
        readLogsAnswer(changed, 7, asked);
      } catch (error) {
        expect(error).toBeInstanceOf(RpcFailure);
      }
    }),
    { numRuns: 500 },
  );
});

test('logs keep what they say when the next answer is read', () => {
  fc.assert(
    fc.property(logs, logs, (some, others) => {
      const [first] = [some, others].map((each) =>
        readParsedLogs(
          each.map((log) => written(log, [...Array(12).keys()], 0, false)),
          asked,
        ),
      );
      expect(first?.map((log) => log.plain())).toEqual(some);
    }),
  );
});

test.each([
  [
    'an error',
    { id: 7, error: { code: -32005, message: 'query returned more than 10000 results' } },
    'range',
  ],
  [
    'an error beside no result',
    { result: null, error: { code: -32005, message: 'too many requests' }, id: 7 },
    'limit',
  ],
  ['an error of no question', { id: null, error: { code: -32601, message: 'unknown' } }, 'method'],
  ['no error and no result', { id: 7, error: null, result: null }, 'invalid'],
  ['neither', { id: 7 }, 'invalid'],
  ['the answer to another question', { id: 8, result: [] }, 'invalid'],
  ['an answer without a number', { result: [] }, 'invalid'],
  ['a list of answers', [{ id: 7, result: [] }], 'invalid'],
  ['a result that is no list', { id: 7, result: {} }, 'invalid'],
  ['a text', 'logs', 'invalid'],
])('%s is a failure', (_what, reply, kind) => {
  expect(() => readLogsAnswer(answer(Object(reply)), 7, asked)).toThrow(expect.objectContaining({ kind }));
});
