import { createHash } from 'node:crypto';
import { GuardPolicy } from '@atoll/schemas/guard';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { expect, test } from 'vitest';
import { policyDigestOf } from './policy-digest.ts';

const rules: DatasetRules = { release: 'auto', outputTypes: ['json'], maxOutputBytes: 1000 };
const one = { rules, policy: GuardPolicy.parse({}), salt: new Uint8Array(32).fill(1) };
const other = { ...one, salt: new Uint8Array(32).fill(2) };

const digest = (text: string) => `0x${createHash('sha256').update(text).digest('hex')}`;

test('it is what is written down: sha-256 of the rules and of salted digests of the policies', () => {
  const policy = digest(
    `{"policy":{"maxMatchingRecords":0,"onFinding":"hold","repeat":"same"},"salt":"${'01'.repeat(32)}"}`,
  );
  const rulesText = '{"maxOutputBytes":1000,"outputTypes":["json"],"release":"auto"}';
  expect(policyDigestOf([one])).toBe(digest(`{"policies":["${policy}"],"rules":[${rulesText}]}`));
});

test('rules, policy, salt and the order of the datasets each change it', () => {
  const digests = [
    [one],
    [other],
    [{ ...one, rules: { ...rules, precision: 4 } }],
    [{ ...one, policy: GuardPolicy.parse({ maxMatchingRecords: 1 }) }],
    [one, other],
    [other, one],
  ].map(policyDigestOf);
  expect(new Set(digests).size).toBe(digests.length);
});
