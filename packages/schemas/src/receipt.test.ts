import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';
import { ReceiptStatement } from './receipt.ts';

const word = (digit: string) => `0x${digit.repeat(64)}`;
const account = (digit: string) => `0x${digit.repeat(40)}`;

const predicate = {
  jobId: word('1'),
  chainId: 31337,
  jobs: account('2'),
  provider: account('3'),
  outcome: 'released',
  datasets: [{ assetId: '1', metadataDigest: word('4'), commitment: word('5') }],
  algorithm: { assetId: '2', metadataDigest: word('6') },
  parametersDigest: word('7'),
  sandboxDigest: word('8'),
  policyDigest: word('9'),
  engine: { name: 'docker', version: '1', runtime: 'runc', runtimeVersion: '1' },
  integrity: 'full',
  usage: { wallSeconds: 1.5, cpuSeconds: 1, peakMemoryBytes: 1, gpuSeconds: 0, computeSeconds: 2 },
  endedAt: '2025-01-01T00:00:00.000Z',
  outputsRoot: word('a'),
};
const statement = {
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'metrics.json', digest: { sha256: 'b'.repeat(64) } }],
  predicateType: 'urn:atoll:receipt:1',
  predicate,
};

test('a statement that was read has the canonical text that was signed', () => {
  expect(canonicalJson(ReceiptStatement.parse(statement))).toBe(canonicalJson(statement));
});

test.each<[string, unknown, string]>([
  ['another type', { ...statement, _type: 'https://in-toto.io/Statement/v0.1' }, '_type'],
  ['another predicate', { ...statement, predicateType: 'urn:atoll:receipt:2' }, 'predicateType'],
  [
    'a digest with a prefix',
    { ...statement, subject: [{ name: 'a', digest: { sha256: word('b') } }] },
    'subject.0.digest.sha256',
  ],
  ['an unknown outcome', { ...statement, predicate: { ...predicate, outcome: 'paid' } }, 'predicate.outcome'],
  ['an unknown reason', { ...statement, predicate: { ...predicate, reason: 'mood' } }, 'predicate.reason'],
  [
    'negative usage',
    { ...statement, predicate: { ...predicate, usage: { ...predicate.usage, wallSeconds: -1 } } },
    'predicate.usage.wallSeconds',
  ],
  [
    'no outputs root',
    { ...statement, predicate: { ...predicate, outputsRoot: undefined } },
    'predicate.outputsRoot',
  ],
])('a statement with %s is refused, naming the field', (_what, value, path) => {
  const issues = ReceiptStatement.safeParse(value).error?.issues ?? [];
  expect(issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
