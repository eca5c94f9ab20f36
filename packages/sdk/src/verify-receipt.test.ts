import { signReceipt } from '@atoll/chain/sign';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { SignedReceipt } from '@atoll/schemas/job';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { settled } from '../test/settled-result.ts';
import type { ClearResult } from './decrypt-result.ts';
import { sha256 } from './digest.ts';
import { createSalt } from './outputs-root.ts';
import { type ReceiptCheck, verifyReceipt } from './verify-receipt.ts';

type Settled = Awaited<ReturnType<typeof settled>>;
const failures = (checks: readonly ReceiptCheck[]) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check);

test('a true receipt passes offline, and what only the chain can tell is said to be not checked', async () => {
  const { signed, result, facts } = await settled();
  const checks = await verifyReceipt({ signedReceipt: signed, files: result, operator: facts.operator });
  expect(Object.fromEntries(checks.map(({ check, outcome }) => [check, outcome]))).toEqual({
    format: 'passed',
    statement: 'passed',
    order: 'passed',
    charge: 'passed',
    signature: 'passed',
    parameters: 'not_checked',
    outputs: 'passed',
    outputs_root: 'passed',
    settlement: 'not_checked',
    commitments: 'not_checked',
  });
  for (const { why } of checks) expect(why).not.toBe('');
  const alone = await verifyReceipt({ signedReceipt: JSON.parse(JSON.stringify(signed)) });
  expect(failures(alone)).toEqual([]);
  expect(alone.find(({ check }) => check === 'signature')?.outcome).toBe('not_checked');
});

/** Puts another statement under a receipt, as somebody without the operator's key can. */
async function restated(made: Settled, predicate: Readonly<Record<string, unknown>>, resign = false) {
  const statement = { ...made.statement, predicate: { ...made.statement.predicate, ...predicate } };
  if (!resign) return { ...made.signed, statement };
  const receipt = { ...made.signed.receipt, statementDigest: await sha256(canonicalJsonBytes(statement)) };
  const { chainId, jobs } = made.facts;
  const signature = await signReceipt(privateKeyToAccount(`0x${'8'.repeat(64)}`), receipt, { chainId, jobs });
  return { ...made.signed, receipt, statement, signature };
}

const other = `0x${'9'.repeat(64)}` as const;
const tampered: [
  string,
  (
    made: Settled,
  ) => Promise<{ signed?: unknown; files?: ClearResult }> | { signed?: unknown; files?: ClearResult },
  ReceiptCheck['check'],
][] = [
  ['is no receipt', () => ({ signed: { receipt: 1 } }), 'format'],
  ['has a statement of another kind', ({ signed }) => ({ signed: { ...signed, statement: {} } }), 'format'],
  [
    'has a changed sandbox',
    async (made) => ({ signed: await restated(made, { sandboxDigest: other }) }),
    'statement',
  ],
  [
    'has a changed policy',
    async (made) => ({ signed: await restated(made, { policyDigest: other }) }),
    'statement',
  ],
  [
    'has an added field',
    async (made) => ({ signed: await restated(made, { note: 'audited' }) }),
    'statement',
  ],
  [
    'is signed by somebody else',
    async (made) => ({ signed: await restated(made, { integrity: 'sampled' }, true) }),
    'signature',
  ],
  [
    'states another dataset',
    async (made) => ({ signed: await restated(made, { datasets: [] }, true) }),
    'order',
  ],
  [
    'states other parameters',
    async (made) => ({ signed: await restated(made, { parametersDigest: other }, true) }),
    'order',
  ],
  ['is of another chain', async (made) => ({ signed: await restated(made, { chainId: 1 }, true) }), 'order'],
  [
    'has another buyer',
    ({ signed }) => ({ signed: { ...signed, order: { ...signed.order, buyer: `0x${'6'.repeat(40)}` } } }),
    'order',
  ],
  [
    'charges more than was ordered',
    ({ signed }) => ({ signed: { ...signed, receipt: { ...signed.receipt, computeSeconds: 1e6 } } }),
    'charge',
  ],
  [
    'charges for a run that was none',
    async (made) => ({ signed: await restated(made, { startedAt: undefined }, true) }),
    'charge',
  ],
  [
    'has a damaged signature',
    ({ signed }) => ({ signed: { ...signed, signature: `${signed.signature.slice(0, -4)}0000` } }),
    'signature',
  ],
  [
    'has another root',
    ({ signed }) => ({ signed: { ...signed, receipt: { ...signed.receipt, outputsRoot: other } } }),
    'outputs_root',
  ],
  [
    'comes with a changed file',
    ({ result }) => ({ files: { ...result, outputs: new Map([['metrics.json', new Uint8Array([1])]]) } }),
    'outputs',
  ],
  [
    'comes with a file too many',
    ({ result }) => ({
      files: { ...result, outputs: new Map([...result.outputs, ['more.json', new Uint8Array()]]) },
    }),
    'outputs',
  ],
  ['comes without a file', ({ result }) => ({ files: { ...result, outputs: new Map() } }), 'outputs'],
  [
    'comes with another salt',
    ({ result }) => ({ files: { ...result, salts: new Map([['metrics.json', createSalt()]]) } }),
    'outputs_root',
  ],
];

test.each(tampered)('a receipt that %s fails', async (_name, spoil, check) => {
  const made = await settled();
  const { signed = made.signed, files = made.result } = await spoil(made);
  const checks = await verifyReceipt({ signedReceipt: signed, files, operator: made.facts.operator });
  expect(failures(checks)).toContain(check);
});

test('parameters are checked where they are given', async () => {
  const { signed } = await settled();
  const parameters = { folds: 5 };
  const order: SignedReceipt['order'] = {
    ...signed.order,
    parametersDigest: await sha256(canonicalJsonBytes(parameters)),
  };
  const outcomeOf = async (given: Readonly<Record<string, unknown>>) =>
    (await verifyReceipt({ signedReceipt: { ...signed, order }, parameters: given })).find(
      ({ check }) => check === 'parameters',
    )?.outcome;
  expect(await outcomeOf(parameters)).toBe('passed');
  expect(await outcomeOf({ folds: 6 })).toBe('failed');
});
