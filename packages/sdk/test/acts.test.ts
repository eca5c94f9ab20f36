import { actDigest } from '@atoll/chain/act';
import * as local from '@atoll/contracts/testing/market';
import { actFromWire, RelayActRequest, type RelayedAct, type RelayTerms } from '@atoll/schemas/act';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deposit } from '../src/deposit.ts';
import { executeAct } from '../src/execute-act.ts';
import { relayAct } from '../src/relay-act.ts';
import { revokeAct } from '../src/revoke-act.ts';
import { signCalls } from '../src/sign-calls.ts';
import { transferCreditCall } from '../src/transfer-credit.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

let fresh: FreshMarket;
beforeAll(async () => {
  fresh = await openFreshMarket();
}, 60_000);
afterAll(() => fresh.close());

/** Somebody with 10 dollars of credit, and a friend without any. */
async function payerAndFriend() {
  const [payer, friend] = [await fresh.participant(), await fresh.participant()];
  await deposit(payer.ctx, { token: fresh.token, amount: local.dollars(10) });
  return { payer, friend };
}

const give = (to: Participant, amount: number) => ({
  token: fresh.token,
  to: to.address,
  amount: local.dollars(amount),
});

/** Gives 2 dollars to the friend for a fee of 1 dollar. */
const gift = (payer: Participant, friend: Participant) =>
  signCalls(payer.ctx, {
    calls: [transferCreditCall(payer.ctx.chain, give(friend, 2))],
    ...{ feeToken: fresh.token, fee: local.dollars(1) },
  });

test('whoever sends a signed act is paid its fee, once, and can change nothing of it', async () => {
  const { payer, friend } = await payerAndFriend();
  const sender = await fresh.participant();
  const signed = RelayActRequest.parse(JSON.parse(JSON.stringify(await gift(payer, friend))));
  const dearer = { ...signed, act: { ...signed.act, fee: local.dollars(2).toString() } };
  await expect(executeAct(sender.ctx, dearer)).rejects.toMatchObject({ code: 'invalid_signature' });
  await executeAct(sender.ctx, signed);
  expect(await fresh.credit(payer)).toBe(local.dollars(7));
  expect(await fresh.credit(friend)).toBe(local.dollars(2));
  expect(await fresh.credit(sender)).toBe(local.dollars(1));
  await expect(executeAct(sender.ctx, signed)).rejects.toMatchObject({ code: 'conflict' });
  await expect(revokeAct(payer.ctx, signed)).rejects.toMatchObject({ code: 'conflict' });
});

test('an act that its account takes back is never carried out; nobody else takes it back', async () => {
  const { payer, friend } = await payerAndFriend();
  const signed = await gift(payer, friend);
  await expect(revokeAct(friend.ctx, signed)).rejects.toMatchObject({ code: 'not_allowed' });
  await revokeAct(payer.ctx, signed);
  await expect(executeAct(friend.ctx, signed)).rejects.toMatchObject({ code: 'conflict' });
  expect(await fresh.credit(friend)).toBe(0n);
  await executeAct(friend.ctx, await gift(payer, friend));
});

test('an act is void after its time, and where one of its calls is refused nothing of it happens', async () => {
  const { payer, friend } = await payerAndFriend();
  const { chain } = payer.ctx;
  const terms = { feeToken: fresh.token, validFor: 60 };
  const both = [give(friend, 1), give(friend, 10)].map((input) => transferCreditCall(chain, input));
  const tooMuch = await signCalls(payer.ctx, { calls: both, ...terms });
  await expect(executeAct(friend.ctx, tooMuch)).rejects.toMatchObject({ code: 'insufficient_escrow' });
  await fresh.pass(61);
  await expect(executeAct(friend.ctx, tooMuch)).rejects.toMatchObject({ code: 'signature_expired' });
  expect(await fresh.credit(payer)).toBe(local.dollars(10));
  await expect(signCalls(payer.ctx, { calls: Array(9).fill(both[0]), ...terms })).rejects.toThrow(RangeError);
});

test('a provider sends an act for the fee that it asks, where that is no more than was accepted', async () => {
  const { payer, friend } = await payerAndFriend();
  const provider = await fresh.participant();
  const { chainId, addresses } = provider.ctx.chain;
  async function relay(signed: RelayActRequest): Promise<RelayedAct> {
    const { hash } = await executeAct(provider.ctx, signed);
    const digest = actDigest(actFromWire(signed.act), { chainId, relay: addresses.relay });
    return { digest, transaction: hash };
  }
  const terms: RelayTerms = { fees: [{ token: fresh.token, fee: local.dollars(1).toString() }] };
  const ctx = {
    ...payer.ctx,
    providerUrl: 'http://127.0.0.1:1',
    fetch: async (_url: string, { body = null }: RequestInit) =>
      Response.json(
        body === null ? terms : await relay(RelayActRequest.parse(await new Response(body).json())),
      ),
  };
  const calls = [transferCreditCall(ctx.chain, give(friend, 2))];
  const offer = (mostFee: number) =>
    relayAct(ctx, { calls, feeToken: fresh.token, mostFee: local.dollars(mostFee) });
  await expect(offer(0.5)).rejects.toMatchObject({ code: 'insufficient_escrow' });
  await offer(3);
  expect(await fresh.credit(payer)).toBe(local.dollars(7));
  expect(await fresh.credit(provider)).toBe(local.dollars(1));
});
