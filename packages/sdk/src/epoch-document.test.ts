import { createHash } from 'node:crypto';
import type { Chain } from '@atoll/chain/chain';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { expect, test } from 'vitest';
import { epochDocument, readEpochDocument } from './epoch-document.ts';

const address = (digit: string) => Address.parse(`0x${digit.repeat(40)}`);
/** Guarantee: of a chain, documents want its id and the address of the rewards alone. */
const chain = { chainId: 31337, addresses: { rewards: address('e') } } as Chain;
const token = address('7');
const entries = ['b', 'a'].map((digit) => ({ epoch: 3n, account: address(digit), amount: 5n }));
const input = { token, fund: 100n, entries };

/** As docs/economics.md and the contract's NatSpec tell it. */
const text =
  `{"cap":1000,"chain":"eip155:31337","entries":[{"account":"${address('a')}","amount":"5"},{"account":"${address('b')}","amount":"5"}],` +
  `"epoch":"3","fund":"100","rate":5000,"rewards":"${address('e')}","token":"${token}"}`;
const digestOf = (document: string) =>
  Bytes32.parse(`0x${createHash('sha256').update(document).digest('hex')}`);

test('the document of an epoch is the text that the contract tells of, and its digest the text’s', async () => {
  const { bytes, digest } = await epochDocument(chain, input);
  expect(new TextDecoder().decode(bytes)).toBe(text);
  expect(digest).toBe(digestOf(text));
  const facts = await readEpochDocument(chain, { bytes, dataDigest: digest });
  expect(facts).toEqual({ ...input, epoch: 3n, rate: 5_000n, cap: 1_000n, entries: entries.toReversed() });
});

test.each([
  ['other bytes', text, digestOf('another')],
  ['what is no JSON', 'nothing', digestOf('nothing')],
  ['what is no epoch', '{}', digestOf('{}')],
  ['another chain’s', text.replace('31337', '1'), digestOf(text.replace('31337', '1'))],
])('%s are refused', async (_what, document, dataDigest) => {
  const bytes = new TextEncoder().encode(document);
  await expect(readEpochDocument(chain, { bytes, dataDigest })).rejects.toMatchObject({
    code: 'digest_mismatch',
  });
});
