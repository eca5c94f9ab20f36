import { expect, test } from 'vitest';
import { nameChainCalls, nameEngineCall, nameMarketCall, nameStatement } from './name-calls.ts';
import { requestReader } from './postgres-messages.ts';

test('calls of the engine are told by what they do, not by whose container they do it to', () => {
  expect(nameEngineCall('POST', '/v1.41/containers/0123abcd/start?x=1')).toBe(
    'engine POST /containers/{id}/start',
  );
  expect(nameEngineCall('GET', '/images/sha256:00/json')).toBe('engine GET /images/{id}/json');
  expect(nameEngineCall('GET', '/containers/json')).toBe('engine GET /containers/json');
});

test('calls of a batch are named once each', () => {
  const body = JSON.stringify(['eth_call', 'eth_chainId', 'eth_call'].map((method) => ({ method })));
  expect(nameChainCalls(body)).toEqual(['chain eth_call', 'chain eth_chainId']);
});

test('a block of IPFS and a pin are told apart', () => {
  expect(nameMarketCall('GET', '/ipfs/bafy?format=raw')).toBe('ipfs GET /ipfs/{cid}');
  expect(nameMarketCall('POST', '/pins?root=bafy')).toBe('marketplace POST /pins');
});

test('statements are named by verb and table', () => {
  expect(nameStatement('insert into "compute_provider"."jobs" ("a") values ($1)')).toBe(
    'database insert jobs',
  );
  expect(nameStatement('select pg_advisory_xact_lock(1)')).toBe('database select pg_advisory_xact_lock');
  expect(nameStatement('begin')).toBe('database begin');
});

const text = (type: string, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const zeroed = (value: string) => Buffer.from(`${value}\0`);

/** A Bind of one text value to a named statement. */
function bind(statement: string, value: string): Buffer {
  const counts = Buffer.alloc(8);
  counts.writeInt16BE(0, 0);
  counts.writeInt16BE(1, 2);
  counts.writeInt32BE(value.length, 4);
  return text('B', zeroed(''), zeroed(statement), counts, Buffer.from(value), Buffer.alloc(2));
}

test('a commit is named by the state that it makes true, however the bytes arrive', () => {
  const read = requestReader();
  const sync = text('S');
  const stream = Buffer.concat([
    Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]),
    text(
      'P',
      zeroed('s1'),
      zeroed('insert into "compute_provider"."job_timeline" values ($1)'),
      Buffer.alloc(2),
    ),
    text('H'),
    bind('s1', 'delivering'),
    sync,
    text('Q', zeroed('commit')),
    text('Q', zeroed('commit')),
  ]);
  const calls = [...stream].flatMap((byte) => read(Buffer.from([byte])).map((request) => request.calls));
  expect(calls).toEqual([
    [],
    [],
    ['database insert job_timeline'],
    ['transition to delivering'],
    ['database commit'],
  ]);
});
