import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import type { Address } from '@atoll/schemas/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendDelegation, signDelegation } from '../src/sign-delegation.ts';
import { type FreshMarket, openFreshMarket, type Participant } from './fresh-market.ts';

let fresh: FreshMarket;
let holder: Participant;
let friend: Participant;
beforeAll(async () => {
  fresh = await openFreshMarket();
  holder = await fresh.participant(fresh.deployerKey);
  friend = await fresh.participant();
}, 60_000);
afterAll(() => fresh.close());

const votesOf = ({ ctx }: Participant, account: Address) =>
  ctx.chain.publicClient.readContract({
    address: ctx.chain.addresses.token,
    abi: atollTokenAbi,
    functionName: 'getVotes',
    args: [account],
  });

test('whoever sends what a holder signed, the holder’s tokens vote through whom it names, once', async () => {
  const signed = await signDelegation(holder.ctx, { to: friend.address });
  expect(await votesOf(friend, friend.address)).toBe(0n);
  await sendDelegation(friend.ctx, signed);
  expect(await votesOf(friend, friend.address)).toBe(10n ** 27n);
  await expect(sendDelegation(friend.ctx, signed)).rejects.toMatchObject({ code: 'invalid_signature' });
});

test('a delegation that was changed, is too late or is no signature is refused before anything is sent', async () => {
  // The first one of an account: changed, it would count for some other account that never signed either.
  const signed = await signDelegation(friend.ctx, { to: holder.address, validFor: 60 });
  for (const changed of [
    { delegatee: friend.address },
    { account: holder.address },
    { expiry: signed.expiry + 1 },
    { signature: '0x1234' as const },
  ]) {
    await expect(sendDelegation(holder.ctx, { ...signed, ...changed })).rejects.toMatchObject({
      code: 'invalid_signature',
    });
  }
  await fresh.pass(120);
  await expect(sendDelegation(holder.ctx, signed)).rejects.toMatchObject({ code: 'invalid_signature' });
});
