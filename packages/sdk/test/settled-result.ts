import { jobIdOf } from '@atoll/chain/job-id';
import { signReceipt } from '@atoll/chain/sign';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { Address } from '@atoll/schemas/ids';
import type { SignedReceipt } from '@atoll/schemas/job';
import { orderToWire } from '@atoll/schemas/order';
import { privateKeyToAccount } from 'viem/accounts';
import type { ClearResult } from '../src/decrypt-result.ts';
import { rawCidOf, sha256 } from '../src/digest.ts';
import { createSalt, outputsRoot } from '../src/outputs-root.ts';
import type { SettlementFacts } from '../src/verify-result.ts';
import { sampleOrder } from './sample-order.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A settled result that verifies, for tests to spoil. */
export async function settled(
  input: { stated?: `0x${string}`; predicate?: Readonly<Record<string, unknown>> } = {},
) {
  const operator = privateKeyToAccount(`0x${'7'.repeat(64)}`);
  const order = sampleOrder();
  const deployment = { chainId: 31337, jobs: Address.parse(`0x${'3'.repeat(40)}`) };
  const jobId = jobIdOf(order, deployment);
  const content = bytes('{"accuracy":0.97}');
  const digest = await sha256(content);
  const salt = createSalt();
  const root = outputsRoot([{ name: 'metrics.json', sha256: digest, salt }]);
  const resultDigest = await sha256(bytes('sealed'));
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'metrics.json', digest: { sha256: (input.stated ?? digest).slice(2) } }],
    predicateType: 'urn:atoll:receipt:1',
    predicate: {
      jobId,
      ...deployment,
      provider: order.provider,
      outcome: 'released',
      datasets: order.datasets.map(({ assetId, metadataDigest }) => ({
        assetId: assetId.toString(),
        metadataDigest,
        commitment: digest,
      })),
      algorithm: { assetId: '2', metadataDigest: order.algorithm.metadataDigest },
      parametersDigest: order.parametersDigest,
      sandboxDigest: digest,
      policyDigest: digest,
      engine: { name: 'docker', version: '20', runtime: 'runc', runtimeVersion: '1' },
      integrity: 'full',
      usage: { wallSeconds: 1, cpuSeconds: 1, peakMemoryBytes: 1, gpuSeconds: 0, computeSeconds: 1 },
      startedAt: '2026-01-01T00:00:00Z',
      endedAt: '2026-01-01T00:00:01Z',
      result: rawCidOf(resultDigest),
      outputsRoot: root,
      ...input.predicate,
    },
  };
  const receipt = {
    jobId,
    outcome: 'released' as const,
    computeSeconds: 1,
    resultDigest,
    statementDigest: await sha256(canonicalJsonBytes(statement)),
    outputsRoot: root,
  };
  const facts: SettlementFacts = {
    ...deployment,
    operator: Address.parse(operator.address),
    settlement: { receipt, payments: [], blockNumber: 1, blockHash: digest, transactionHash: digest },
  };
  const signed: SignedReceipt = {
    order: orderToWire(order),
    receipt,
    signature: await signReceipt(operator, receipt, deployment),
    statement,
  };
  const result: ClearResult = {
    outputs: new Map([['metrics.json', content]]),
    salts: new Map([['metrics.json', salt]]),
  };
  return { facts, signed, result, statement };
}
