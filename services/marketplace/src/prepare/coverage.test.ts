import { callsIn, verbsUsedIn, writingVerbs } from '@atoll/tests/support/sdk/writing-verbs';
import { expect, test } from 'vitest';
import { sentences } from './verbs.ts';

/** What an account does by the SDK and cannot have prepared, and why. */
const notPrepared: Readonly<Record<string, string>> = {
  ...{
    signCalls: 'a signature and no call; whoever has it prepares execute-act',
    signDelegation: 'a signature and no call; whoever has it prepares send-delegation',
    signVote: 'a signature and no call; whoever has it prepares send-vote',
    signVoucher: 'a signature and no call; whoever has it prepares redeem-voucher',
    signQuotedOrder: 'signatures and no call: order prepares their typed data',
    orderBySignature: 'the provider sends what order prepares the typed data of',
    relayAct: 'a signature that a provider sends',
    withdrawBySignature: 'a signature that a provider sends',
    signAgreement: 'a signature that the provider keeps',
  },
  ...{
    approveAlgorithm: 'the custodian’s half is a signed request to the provider; approve is the other one',
    cancelJob: 'the provider consents to a signed request first',
    publishAsset: 'pins a document with a signed request; publish is its transaction',
    publishAlgorithm: 'as publishAsset',
    publishDataset: 'as publishAsset',
    publishOnnx: 'as publishAsset',
  },
  ...{
    ensureAllowance: 'a step of the verbs that take tokens from the wallet',
  },
};

test('every verb of the SDK by which an account does something on chain is prepared, or is listed with what keeps it from that', () => {
  const used = verbsUsedIn('services/marketplace/src/prepare');
  const verbs = writingVerbs();
  expect(verbs.length).toBeGreaterThan(70);
  expect(verbs.filter((name) => !used.has(name))).toEqual(Object.keys(notPrepared).sort());
});

test('every function that a prepared verb calls has a sentence that says what it does', async () => {
  const called = await callsIn('services/marketplace/src/prepare');
  expect(called.length).toBeGreaterThan(50);
  expect(called.filter((name) => !(name in sentences))).toEqual([]);
});
