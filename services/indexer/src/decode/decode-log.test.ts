import { randomBytes } from 'node:crypto';
import { type RawLog } from '@atoll/chain/follow-types';
import { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import {
  encodeAbiParameters,
  encodeEventTopics,
  getAbiItem,
  parseAbiParameters,
  toEventSelector,
} from 'viem';
import { expect, test } from 'vitest';
import { abis } from './abi.ts';
import { someContracts } from '../testing/some-contracts.ts';
import { decodeLog } from './decode-log.ts';

const address = (digit: string) => Address.parse(`0x${digit.repeat(40)}`);
const contracts = someContracts();
const owner = '0xABcdEFABcdEFabcdEfAbCdefabcdeFABcDEFabCD';
const digest = Bytes32.parse(`0x${'ab'.repeat(32)}`);
const terms = {
  token: owner,
  price: 2n ** 96n - 1n,
  provider: owner,
  beneficiary: owner,
  derivativeRoyalty: 500,
  resaleRoyalty: 0,
  reviewWindow: 60,
} as const;

function log(input: { address: Address; topics: readonly string[]; data?: string }): RawLog {
  return {
    address: input.address,
    topics: input.topics.map((topic) => Bytes32.parse(topic)),
    data: Hex.parse(input.data ?? '0x'),
    blockNumber: 1,
    blockHash: digest,
    blockTimestamp: 1,
    transactionHash: digest,
    transactionIndex: 0,
    logIndex: 0,
  };
}

const unknown = { kind: 'unknown' };
const published = getAbiItem({ abi: abis.assetRegistry, name: 'AssetPublished' });
const publicationData = parseAbiParameters([
  'uint8 kind, bytes32 metadataDigest, bytes32 commitment, Terms terms',
  'struct Terms { address token; uint96 price; address provider; address beneficiary; uint16 derivativeRoyalty; uint16 resaleRoyalty; uint32 reviewWindow; }',
]);
const publication = (kind: number) => ({
  topics: encodeEventTopics({ abi: [published], args: { assetId: 7n, owner } }).map(String),
  data: encodeAbiParameters(publicationData, [kind, digest, digest, terms]),
});

test('a publication is read with its addresses in lower case', () => {
  const event = decodeLog(contracts, log({ address: contracts.assetRegistry, ...publication(1) }));
  const lower = owner.toLowerCase();
  expect(event).toEqual({
    kind: 'event',
    event: {
      name: 'AssetPublished',
      assetId: 7n,
      owner: lower,
      kind: 'algorithm',
      metadataDigest: digest,
      commitment: digest,
      terms: { ...terms, token: lower, provider: lower, beneficiary: lower },
    },
  });
});

test('the same log of another contract is nothing', () => {
  expect(decodeLog(contracts, log({ address: contracts.jobs, ...publication(1) }))).toEqual(unknown);
  expect(decodeLog(contracts, log({ address: address('4'), ...publication(1) }))).toEqual(unknown);
});

test('a kind that the vocabulary does not know is nothing', () => {
  expect(decodeLog(contracts, log({ address: contracts.assetRegistry, ...publication(9) }))).toEqual(unknown);
});

test('an approval without limit has no number of runs', () => {
  const approved = getAbiItem({ abi: abis.assetRegistry, name: 'AlgorithmApproved' });
  const read = (runs: number) =>
    decodeLog(
      contracts,
      log({
        address: contracts.assetRegistry,
        topics: encodeEventTopics({
          abi: [approved],
          args: { datasetId: 1n, algorithmDigest: digest },
        }).map(String),
        data: encodeAbiParameters(
          [{ type: 'uint32' }, { type: 'uint40' }, { type: 'uint32' }],
          [2, 99, runs],
        ),
      }),
    );
  expect(read(0xffffffff)).toMatchObject({ event: { ownerEpoch: 2, expiresAt: 99, runs: undefined } });
  expect(read(5)).toMatchObject({ event: { runs: 5 } });
});

test('an endpoint with a NUL is kept without it', () => {
  const registered = getAbiItem({ abi: abis.providerRegistry, name: 'ProviderRegistered' });
  const event = decodeLog(
    contracts,
    log({
      address: contracts.providerRegistry,
      topics: encodeEventTopics({ abi: [registered], args: { provider: owner } }).map(String),
      data: encodeAbiParameters(
        [{ type: 'address' }, { type: 'address' }, { type: 'string' }],
        [owner, owner, 'https://a\u0000b'],
      ),
    }),
  );
  expect(event).toMatchObject({ event: { endpoint: 'https://a\ufffdb' } });
});

test('an event of the contracts that the mirror makes nothing of keeps its name', () => {
  const topics = [toEventSelector('MetadataUpdate(uint256)')];
  const data = `0x${'00'.repeat(32)}`;
  expect(decodeLog(contracts, log({ address: contracts.assetRegistry, topics, data }))).toEqual({
    kind: 'ignored',
    name: 'MetadataUpdate',
  });
});

test('bytes that fit no event disturb nothing', () => {
  const selectors = Object.values(abis).flatMap((abi) =>
    abi.filter((item) => item.type === 'event').map((item) => toEventSelector(item)),
  );
  const random = (bytes: number) => `0x${randomBytes(bytes).toString('hex')}`;
  for (let round = 0; round < 2000; round += 1) {
    const known = selectors[round % selectors.length] ?? random(32);
    const topics = [round % 5 === 0 ? random(32) : known].concat(
      Array.from({ length: round % 4 }, () => random(32)),
    );
    // Small numbers in between look like offsets and lengths, the decoder's weakest place.
    const words = Array.from({ length: round % 13 }, (_, index) =>
      index % 2 === 0 ? random(32).slice(2) : (32 * (round % 7)).toString(16).padStart(64, '0'),
    );
    const at = Object.values(contracts)[round % 3] ?? contracts.jobs;
    const data = `0x${words.join('')}${'00'.repeat(round % 31)}`;
    expect(() => decodeLog(contracts, log({ address: at, topics, data }))).not.toThrow();
  }
  expect(decodeLog(contracts, log({ address: contracts.jobs, topics: [] }))).toEqual(unknown);
});
