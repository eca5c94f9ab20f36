import { Address } from '@atoll/schemas/ids';
import type { SignedReceipt } from '@atoll/schemas/job';
import { expect, test } from 'vitest';
import { settled } from '../test/settled-result.ts';
import { type ClearResult, decryptResult } from './decrypt-result.ts';
import { digestOf, rawCidOf, sha256 } from './digest.ts';
import { encryptResult } from './encrypt-result.ts';
import { receiptOf } from './fetch-receipt.ts';
import { cidOfFile } from './cid-of-file.ts';
import { createSalt, outputLeaf, outputProof, outputsRoot, verifyOutput } from './outputs-root.ts';
import { createIdentity, publicKeyOf, readIdentity, recipientOf } from './recipient.ts';
import { readTar, writeTar } from './tar.ts';
import { checkResult, type SettlementFacts } from './verify-result.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const files = { 'metrics.json': '{"accuracy":0.97}', 'model.onnx': 'M'.repeat(70_001), 'empty.csv': '' };

async function collect(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return new Uint8Array(Buffer.concat(all));
}

async function encrypted(recipient: `0x${string}`) {
  const outputs = Object.entries(files).map(([name, text]) => ({
    name,
    size: bytes(text).byteLength,
    content: [bytes(text)],
    salt: createSalt(),
  }));
  return { outputs, sealed: await collect(await encryptResult({ recipient, outputs })) };
}

test('what is encrypted to an order’s recipient opens with its identity, outputs and salts alike', async () => {
  const me = await createIdentity();
  const { outputs, sealed } = await encrypted(me.publicKey);
  expect(Buffer.from(sealed).includes('accuracy')).toBe(false);
  const clear = await decryptResult(sealed, me.identity);
  expect([...clear.outputs].map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual(
    Object.entries(files),
  );
  expect([...clear.salts]).toEqual(
    expect.arrayContaining(outputs.map((output) => [output.name, output.salt])),
  );
});

test('results of different lengths have ciphertexts of the same size', async () => {
  const { publicKey } = await createIdentity();
  const sizes = await Promise.all(
    [1, 700, 1400].map(async (length) => {
      const content = [bytes('x'.repeat(length))];
      const outputs = [{ name: 'metrics.json', size: length, content, salt: createSalt() }];
      return (await collect(await encryptResult({ recipient: publicKey, outputs }))).byteLength;
    }),
  );
  expect(new Set(sizes).size).toBe(1);
});

test('another identity, or one damaged byte, opens nothing', async () => {
  const me = await createIdentity();
  const { sealed } = await encrypted(me.publicKey);
  const other = await createIdentity();
  await expect(decryptResult(sealed, other.identity)).rejects.toMatchObject({ code: 'not_allowed' });
  const damaged = sealed.slice();
  damaged[damaged.length - 20] = (damaged.at(-20) ?? 0) ^ 1;
  await expect(decryptResult(damaged, me.identity)).rejects.toMatchObject({ code: 'not_allowed' });
});

test('a recipient is the same key on chain and in age', async () => {
  const me = await createIdentity();
  expect(recipientOf(me.publicKey)).toBe(me.recipient);
  expect(publicKeyOf(me.recipient)).toBe(me.publicKey);
  expect(await readIdentity(me.identity)).toEqual(me);
  for (const wrong of [
    'age1',
    me.recipient.slice(0, -1) + 'b',
    `${me.recipient}q`,
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
  ]) {
    expect(() => publicKeyOf(wrong)).toThrow('not an X25519 recipient');
  }
});

test('an archive holds plain files only, whole and once', async () => {
  const archive = (name: string, size: number, text: string) =>
    collect(writeTar([{ name, size, content: [bytes(text)] }]));
  await expect(archive('../evil', 1, 'x')).rejects.toThrow('not a plain file name');
  await expect(archive('a', 2, 'x')).rejects.toThrow('should have 2 bytes');
  await expect(archive('a', 1, 'xy')).rejects.toThrow('should have 1 bytes');
  const good = await archive('a', 1, 'x');
  expect(Buffer.from(readTar(good).get('a') ?? []).toString()).toBe('x');
  expect(() => readTar(good.subarray(0, 700))).toThrow('cut off');
  const twice = new Uint8Array([...good.subarray(0, 1024), ...good]);
  expect(() => readTar(twice)).toThrow('twice');
  const link = good.slice();
  link[156] = '2'.charCodeAt(0);
  expect(() => readTar(link)).toThrow('damaged');
});

test('every output is proved by its leaf, in trees of any size, and nothing else is', async () => {
  expect(outputsRoot([])).toBe(`0x${'0'.repeat(64)}`);
  for (const count of [1, 2, 3, 7, 8]) {
    const outputs = await Promise.all(
      Array.from({ length: count }, async (_, index) => ({
        name: `output-${index}`,
        sha256: await sha256(bytes(String(index))),
        salt: createSalt(),
      })),
    );
    const root = outputsRoot(outputs);
    expect(outputsRoot([...outputs].reverse())).toBe(root);
    for (const output of outputs) {
      const proof = outputProof(outputs, output.name);
      expect(verifyOutput(root, outputLeaf(output), proof)).toBe(true);
      expect(verifyOutput(root, outputLeaf({ ...output, salt: createSalt() }), proof)).toBe(false);
      expect(verifyOutput(root, outputLeaf({ ...output, name: 'other' }), proof)).toBe(false);
    }
  }
});

test('a true result verifies and gives its statement', async () => {
  const { facts, signed, result } = await settled();
  const statement = await checkResult(facts, { signed, result });
  expect(statement.predicate.outcome).toBe('released');
});

const lies: Record<
  string,
  (
    good: Awaited<ReturnType<typeof settled>>,
  ) => Partial<{ facts: SettlementFacts; signed: SignedReceipt; result: ClearResult }>
> = {
  'an output that was changed': ({ result }) => ({
    result: { ...result, outputs: new Map([['metrics.json', bytes('{"accuracy":0.99}')]]) },
  }),
  'an output that was added': ({ result }) => ({
    result: { ...result, outputs: new Map([...result.outputs, ['more.txt', bytes('')]]) },
  }),
  'an output that is missing': ({ result }) => ({ result: { ...result, outputs: new Map() } }),
  'another salt': ({ result }) => ({
    result: { ...result, salts: new Map([['metrics.json', createSalt()]]) },
  }),
  'a statement that was changed': ({ signed, statement }) => ({
    signed: {
      ...signed,
      statement: { ...statement, predicate: { ...statement.predicate, integrity: 'sampled' } },
    },
  }),
  'a receipt that was not settled': ({ signed }) => ({
    signed: { ...signed, receipt: { ...signed.receipt, computeSeconds: 2 } },
  }),
  'a receipt that another key signed': ({ facts }) => ({
    facts: { ...facts, operator: Address.parse(`0x${'9'.repeat(40)}`) },
  }),
  'an order of another job': ({ signed }) => ({
    signed: { ...signed, order: { ...signed.order, maxSeconds: 61 } },
  }),
  'another chain': ({ facts }) => ({ facts: { ...facts, chainId: 1 } }),
  'another result': ({ facts }) => ({
    facts: {
      ...facts,
      settlement: {
        ...facts.settlement,
        receipt: { ...facts.settlement.receipt, resultDigest: createSalt() },
      },
    },
  }),
};

test.each(Object.keys(lies))('%s is refused', async (name) => {
  const good = await settled();
  const { facts, signed, result } = { ...good, ...lies[name]?.(good) };
  await expect(checkResult(facts, { signed, result })).rejects.toMatchObject({ code: 'digest_mismatch' });
});

test('a statement that was settled with another digest than the output’s is refused', async () => {
  const { facts, signed, result } = await settled({ stated: createSalt() });
  await expect(checkResult(facts, { signed, result })).rejects.toThrow('the output metrics.json is');
});

const other = `0x${'8'.repeat(64)}` as const;
test.each<[string, Readonly<Record<string, unknown>>]>([
  ['no dataset', { datasets: [] }],
  ['another dataset', { datasets: [{ assetId: '9', metadataDigest: other, commitment: other }] }],
  ['another algorithm', { algorithm: { assetId: '2', metadataDigest: other } }],
  ['other parameters', { parametersDigest: other }],
  [
    'other seconds',
    { usage: { wallSeconds: 1, cpuSeconds: 1, peakMemoryBytes: 1, gpuSeconds: 0, computeSeconds: 2 } },
  ],
])('a settled statement that speaks of %s than was ordered and paid is refused', async (_what, predicate) => {
  const { facts, signed, result } = await settled({ predicate });
  await expect(checkResult(facts, { signed, result })).rejects.toMatchObject({ code: 'digest_mismatch' });
});

test('the receipt of another job of the same buyer is refused', async () => {
  const { facts, signed } = await settled();
  const deployment = { chainId: facts.chainId, jobs: facts.jobs };
  expect(receiptOf(signed.receipt.jobId, signed, deployment)).toBe(signed);
  expect(() => receiptOf(other, signed, deployment)).toThrow('another job');
  const mixed = { ...signed, receipt: { ...signed.receipt, jobId: other } };
  expect(() => receiptOf(other, mixed, deployment)).toThrow('another job');
});

test('a result’s CID is that of its bytes as IPFS holds them', async () => {
  const small = bytes('sealed');
  expect(await cidOfFile(small)).toBe(rawCidOf(await sha256(small)));
  const large = new Uint8Array(3 << 20);
  const cid = await cidOfFile(large);
  expect(cid).toMatch(/^bafybei/);
  expect(digestOf(cid)).toMatch(/^0x[0-9a-f]{64}$/);
});
