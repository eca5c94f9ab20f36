import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { RawLog } from '@atoll/chain/raw-log';
import { unpackPayment } from '@atoll/chain/payments';
import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { bountyKinds } from '@atoll/schemas/bounty';
import { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { outcomes } from '@atoll/schemas/job';
import {
  type AbiEvent,
  type AbiParameter,
  decodeEventLog,
  encodeAbiParameters,
  encodeEventTopics,
  getAbiItem,
  toEventSelector,
} from 'viem';
import { expect, test } from 'vitest';
import { abiOf, decodersOf, emitters } from '../../script/generate-decoders.ts';
import { someContracts } from '../testing/some-contracts.ts';
import { decodeLog } from './decode-log.ts';
import { Emitters } from './emitters.ts';

const contracts = someContracts();
const shareToken = Address.parse(`0x${'5a'.repeat(20)}`);
const known = new Emitters(contracts, [shareToken]);
const addressOf = (contract: (typeof emitters)[number]) =>
  contract === 'shareToken' ? shareToken : contracts[contract];
const digest = Bytes32.parse(`0x${'ab'.repeat(32)}`);

function log(input: { address: Address; topics: readonly string[]; data?: string }): RawLog {
  return RawLog.of({
    address: input.address,
    topics: input.topics.map((topic) => Bytes32.parse(topic)),
    data: Hex.parse(input.data ?? '0x'),
    blockNumber: 1,
    blockHash: digest,
    blockTimestamp: 1,
    transactionHash: digest,
    transactionIndex: 0,
    logIndex: 0,
  });
}

const vocabularies: Record<string, readonly string[]> = {
  'enum AssetKind': assetKinds,
  'enum AssetState': assetStates,
  'enum Outcome': outcomes,
  'enum BountyKind': bountyKinds,
};
const anyHex = (bytes: number) => `0x${randomBytes(bytes).toString('hex')}`;
const below = (count: number) => Number(BigInt(anyHex(4)) % BigInt(count));
const componentsOf = (parameter: AbiParameter): readonly AbiParameter[] =>
  'components' in parameter ? parameter.components : [];
const elementOf = (parameter: AbiParameter): AbiParameter => ({
  ...parameter,
  type: parameter.type.replace(/\[\]$/, ''),
  internalType: parameter.internalType?.replace(/\[\]$/, '') ?? '',
});

/** Any value that the ABI admits, as viem takes it. */
function anyValue(parameter: AbiParameter): unknown {
  if (parameter.type.endsWith('[]'))
    return Array.from({ length: below(4) }, () => anyValue(elementOf(parameter)));
  if (parameter.type.startsWith('tuple'))
    return Object.fromEntries(componentsOf(parameter).map((each) => [each.name, anyValue(each)]));
  if (parameter.type === 'address') return anyHex(20);
  if (parameter.type === 'bytes32') return anyHex(32);
  if (parameter.type === 'bytes') return anyHex(below(70));
  if (parameter.type === 'string') return `é\\\n${anyHex(below(50))}`;
  if (parameter.type === 'bool') return below(2) === 1;
  if (parameter.internalType === 'Payment') return BigInt(anyHex(31)) * 256n + BigInt(below(9));
  const vocabulary = vocabularies[parameter.internalType ?? ''];
  if (vocabulary !== undefined) return below(vocabulary.length);
  const bits = Number(parameter.type.slice(4));
  // Small ones as well: they take another path.
  const value = BigInt(anyHex(bits / 8)) >> BigInt(below(2) === 0 ? 0 : Math.max(0, bits - 20));
  return bits <= 48 ? Number(value) : value;
}

/** What viem decoded, in the words of the mirror. */
function inWords(parameter: AbiParameter, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => inWords(elementOf(parameter), each));
  if (parameter.type.startsWith('tuple')) {
    const fields = new Map(Object.entries(Object(value)));
    return Object.fromEntries(
      componentsOf(parameter).map((each) => [each.name, inWords(each, fields.get(each.name ?? ''))]),
    );
  }
  if (parameter.internalType === 'Payment') return unpackPayment(BigInt(String(value)));
  const vocabulary = vocabularies[parameter.internalType ?? ''];
  if (vocabulary !== undefined) return vocabulary[Number(value)];
  return parameter.type === 'address' ? String(value).toLowerCase() : value;
}

function encode(event: AbiEvent, args: Readonly<Record<string, unknown>>) {
  const plain = event.inputs.filter((each) => each.indexed !== true);
  return {
    topics: encodeEventTopics({ abi: [event], eventName: event.name, args: { ...args } }).map(String),
    data: encodeAbiParameters(
      plain,
      plain.map((each) => args[each.name ?? '']),
    ),
  };
}

test.each(emitters)('every event of %s is read as an interpreter of the ABI reads it', async (contract) => {
  const abi = await abiOf(contract);
  for (const event of abi.filter((item) => item.type === 'event')) {
    for (let round = 0; round < 20; round += 1) {
      const args = Object.fromEntries(event.inputs.map((each) => [each.name, anyValue(each)]));
      const encoded = encode(event, args);
      const [signature, ...topics] = encoded.topics.map((topic) => Bytes32.parse(topic));
      const viaViem = new Map(
        Object.entries(
          decodeEventLog({ abi: [event], data: encoded.data, topics: [signature ?? digest, ...topics] })
            .args ?? {},
        ),
      );
      const expected = Object.fromEntries(
        event.inputs.map((each) => [
          each.name === 'name' ? 'label' : (each.name ?? '').replace(/^_/, ''),
          inWords(each, viaViem.get(each.name ?? '')),
        ]),
      );
      expect(decodeLog(known, log({ address: addressOf(contract), ...encoded }))).toMatchObject({
        name: `${contract}.${event.name}`,
        ...expected,
      });
    }
  }
});

test('the decoders in the repository are those of the ABI', async () => {
  for (const contract of emitters) {
    const written = await readFile(new URL(`generated/${contract}.ts`, import.meta.url), 'utf8');
    expect(written, contract).toBe(await decodersOf(contract, await abiOf(contract)));
  }
});

async function eventOf(contract: string, name: string): Promise<AbiEvent> {
  const item = getAbiItem({ abi: await abiOf(contract), name });
  if (item?.type !== 'event') throw new TypeError(`no event ${name}`);
  return item;
}

async function publication(kind: number) {
  const event = await eventOf('assetRegistry', 'AssetPublished');
  const args = Object.fromEntries(event.inputs.map((each) => [each.name, anyValue(each)]));
  return encode(event, { ...args, kind });
}

test('the same log of another contract is nothing', async () => {
  const published = await publication(1);
  expect(decodeLog(known, log({ address: contracts.jobs, ...published }))).toBeUndefined();
  expect(decodeLog(known, log({ address: Address.parse(anyHex(20)), ...published }))).toBeUndefined();
});

test('a kind that the vocabulary does not know is nothing', async () => {
  const published = await publication(9);
  expect(decodeLog(known, log({ address: contracts.assetRegistry, ...published }))).toBeUndefined();
});

test('a number with bits that its type does not have is nothing', async () => {
  const event = await eventOf('jobs', 'FeeRateChanged');
  const topics = encodeEventTopics({ abi: [event] }).map(String);
  const decode = (word: string) =>
    decodeLog(known, log({ address: contracts.jobs, topics, data: `0x${word}` }));
  expect(decode('1'.padStart(64, '0'))).toMatchObject({ feeRate: 1 });
  expect(decode(`${'1'.padStart(60, '0')}0001`)).toBeUndefined();
});

test('text with a NUL is kept without it', async () => {
  const event = await eventOf('providerRegistry', 'ProviderRegistered');
  const account = anyHex(20);
  const args = { provider: account, operator: account, payout: account, endpoint: 'https://a\u0000b' };
  expect(
    decodeLog(known, log({ address: contracts.providerRegistry, ...encode(event, args) })),
  ).toMatchObject({ endpoint: 'https://a\ufffdb' });
});

test('shares are known by the event that makes them, of that contract alone', async () => {
  const event = await eventOf('revenueShares', 'SharesCreated');
  const args = Object.fromEntries(event.inputs.map((each) => [each.name, anyValue(each)]));
  const encoded = encode(event, args);
  const found = new Emitters(contracts);
  expect(found.discover([log({ address: contracts.jobs, ...encoded })])).toEqual([]);
  const made = [log({ address: contracts.revenueShares, ...encoded })];
  expect(found.discover(made)).toEqual([args['token']]);
  expect(found.discover(made)).toEqual([]);
});

test('bytes that fit no event disturb nothing', async () => {
  const abis = await Promise.all(emitters.map((contract) => abiOf(contract)));
  const selectors = abis.flatMap((abi) =>
    abi.filter((item) => item.type === 'event').map((item) => toEventSelector(item)),
  );
  for (let round = 0; round < 4000; round += 1) {
    const selector = selectors[round % selectors.length] ?? anyHex(32);
    const topics = [round % 5 === 0 ? anyHex(32) : selector].concat(
      Array.from({ length: round % 4 }, () => anyHex(32)),
    );
    // Small numbers in between look like offsets and lengths, the decoder's weakest place.
    const words = Array.from({ length: round % 13 }, (_, index) =>
      index % 2 === 0 ? anyHex(32).slice(2) : (32 * (round % 7)).toString(16).padStart(64, '0'),
    );
    const at = Object.values(contracts)[round % 14] ?? contracts.jobs;
    const data = `0x${words.join('')}${'00'.repeat(round % 31)}`;
    expect(() => decodeLog(known, log({ address: at, topics, data }))).not.toThrow();
  }
  expect(decodeLog(known, log({ address: contracts.jobs, topics: [] }))).toBeUndefined();
});
