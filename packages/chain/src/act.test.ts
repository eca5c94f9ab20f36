import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { dollars, fund, jobs } from '@atoll/contracts/testing/market';
import type { Act } from '@atoll/schemas/act';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { encodeFunctionData } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMarket, localMarket } from '../test/local-market.ts';
import { actDigest, signAct } from './act.ts';
import type { Chain } from './chain.ts';
import { readBalance, readTokenBalance } from './read-balance.ts';
import { simulateThenSend } from './write.ts';

let local: LocalMarket;
let chain: Chain;
beforeAll(async () => {
  local = await localMarket();
  chain = await local.connect();
});
afterAll(() => local.stop());

/** An account without native coin that has credit, and an act of it that withdraws everything. */
async function stage(): Promise<{
  account: ReturnType<typeof privateKeyToAccount>;
  act: Act;
  token: Address;
}> {
  const { market } = local;
  const account = privateKeyToAccount(generatePrivateKey());
  const friend = await market.newAccount();
  const token = Address.parse(market.token);
  await fund(market, friend, chain.addresses.jobs, dollars(10));
  await jobs(market, friend, 'deposit', [token, account.address, dollars(10)]);
  const data = encodeFunctionData({
    abi: jobsAbi,
    functionName: 'withdraw',
    args: [[token], account.address],
  });
  return {
    account,
    token,
    act: {
      account: Address.parse(account.address),
      calls: [{ target: chain.addresses.jobs, data }],
      feeToken: token,
      fee: dollars(1),
      deadline: 2 ** 39,
      salt: Bytes32.parse(generatePrivateKey()),
    },
  };
}

const deployment = () => ({ chainId: chain.chainId, relay: chain.addresses.relay });
const execute = (act: Act, signature: `0x${string}`) =>
  simulateThenSend(chain, {
    address: chain.addresses.relay,
    abi: relayAbi,
    functionName: 'execute',
    args: [act, signature],
  });

test('an act is known on chain by the digest that was signed', async () => {
  const { act } = await stage();
  const digest = await chain.publicClient.readContract({
    address: chain.addresses.relay,
    abi: relayAbi,
    functionName: 'digestOf',
    args: [act],
  });
  expect(actDigest(act, deployment())).toBe(digest);
});

test('an account without native coin withdraws by signature; whoever sends it has the fee, once', async () => {
  const { account, act, token } = await stage();
  const signature = await signAct(account, act, deployment());
  const relayer = Address.parse(chain.wallet?.account.address);
  const before = await readBalance(chain, { token, account: relayer });
  await execute(act, signature);
  expect(await readTokenBalance(chain, { token, account: act.account })).toBe(dollars(9));
  expect((await readBalance(chain, { token, account: relayer })) - before).toBe(dollars(1));
  await expect(execute(act, signature)).rejects.toMatchObject({
    code: 'conflict',
    data: { error: 'ActUsed' },
  });
});

test('an act that was changed, or is too late, is refused in words', async () => {
  const { account, act } = await stage();
  const signature = await signAct(account, act, deployment());
  await expect(execute({ ...act, fee: dollars(9) }, signature)).rejects.toMatchObject({
    code: 'invalid_signature',
  });
  const late = { ...act, deadline: 1 };
  await expect(execute(late, await signAct(account, late, deployment()))).rejects.toMatchObject({
    code: 'signature_expired',
  });
});
