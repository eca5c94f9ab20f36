import { expect, test } from 'vitest';
import { account, Story } from '../testing/story.ts';
import { zeroAddress } from './voters.ts';

const [holder, friend] = [account('6'), account('7')];

test('tokens, whom they vote through and votes stand apart, for holders and those who hold nothing', async () => {
  const story = new Story().tell(
    { name: 'token.Transfer', from: zeroAddress, to: holder, value: 100n },
    { name: 'token.DelegateChanged', delegator: holder, fromDelegate: zeroAddress, toDelegate: friend },
    { name: 'token.DelegateVotesChanged', delegate: friend, previousVotes: 0n, newVotes: 100n },
  );
  expect(await story.fold().state('voters')).toEqual([
    { account: holder, balance: 100n, delegate: friend, votes: 0n },
    { account: friend, balance: 0n, delegate: null, votes: 100n },
  ]);
});

test('a transfer to oneself changes nothing, and who delegates to nobody has no delegate', async () => {
  const story = new Story().tell(
    { name: 'token.Transfer', from: zeroAddress, to: holder, value: 100n },
    { name: 'token.Transfer', from: holder, to: holder, value: 40n },
    { name: 'token.DelegateChanged', delegator: holder, fromDelegate: friend, toDelegate: zeroAddress },
  );
  expect(await story.fold().state('voters')).toEqual([
    { account: holder, balance: 100n, delegate: null, votes: 0n },
  ]);
});
