import type { Chain } from '@atoll/chain/chain';
import { recordCalls } from '@atoll/chain/record-calls';
import { type AnyTypedData, forViem } from '@atoll/chain/typed-data';
import { type Address, Bytes32, ChainId } from '@atoll/schemas/ids';
import { parseDocument } from '@atoll/schemas/metadata/document';
import { type PreparedActs, PreparedSignature } from '@atoll/schemas/prepare-api';
import { digestOfCid, parseCid } from '@atoll/storage/digest';
import { ContentUnavailable } from '@atoll/storage/errors';
import { getTypesForEIP712Domain, serializeTypedData } from 'viem';
import type { MarketplaceContext } from '../context.ts';
import { formatAmount } from '../catalogue/format-amount.ts';
import { describeCall } from './describe-call.ts';
import { DocumentNotPinned, isOfAnotherContract, NoSuchContract } from './errors.ts';
import type { Verb, VerbResult } from './verb.ts';
import { sayOrder } from './verbs/orders.ts';

export type PrepareContext = Pick<MarketplaceContext, 'chain' | 'storage' | 'deployment'>;

/** Nothing is signed here: whoever asks has the key. */
const refuseToSign = () => Promise.reject(new TypeError('the marketplace holds no key and signs nothing'));

async function digestOf({ storage }: Pick<PrepareContext, 'storage'>, metadata: string): Promise<Bytes32> {
  const cid = parseCid(metadata);
  try {
    parseDocument(await storage.getDocument(cid, { localOnly: true }));
  } catch (cause) {
    if (cause instanceof ContentUnavailable) throw new DocumentNotPinned(metadata);
    throw cause;
  }
  return Bytes32.parse(digestOfCid(cid));
}

function signatureOf(
  purpose: PreparedSignature['purpose'],
  says: string,
  typedData: AnyTypedData,
): PreparedSignature {
  // Wallets want the domain's own type among the others; without it the domain would be left out.
  const EIP712Domain = getTypesForEIP712Domain({ domain: typedData.domain });
  const whole = { ...typedData, types: { EIP712Domain, ...typedData.types } };
  return PreparedSignature.parse({
    purpose,
    says,
    typedData: JSON.parse(serializeTypedData(forViem(whole))),
  });
}

function signaturesOf(
  { deployment }: PrepareContext,
  account: Address,
  toSign: NonNullable<VerbResult['toSign']>,
): PreparedSignature[] {
  const { order, allowance } = toSign;
  const said = sayOrder(order.message, { deployment, account });
  const signatures = [signatureOf('order', said, order)];
  if (allowance === undefined) return signatures;
  const { permit } = allowance;
  const amount = formatAmount(
    permit.message.value.toString(),
    permit.domain.verifyingContract,
    deployment.tokens,
  );
  const until = new Date(Number(permit.message.deadline) * 1000).toISOString();
  const says = `Let the escrow take at most ${amount} from your wallet, for this order, until ${until}.`;
  return [signatureOf('permit', says, permit), ...signatures];
}

/**
 * Prepares what an account wants done, for its own wallet to sign and send: the SDK's verb runs over a connection that records, so that
 * what is prepared here and what the SDK sends are the same calls. Each was tried against the next block, on top of those before it: a refusal
 * comes with the contracts' own reason before anybody signs.
 *
 * @param input.arguments as the verb's own schema read them
 * @throws AtollError of the revert (`not_approved`, `insufficient_escrow`, …), DocumentNotPinned, ChainUnavailable
 * @example
 * const { transactions } = await prepareActs(ctx, verbs.withdraw, { account, arguments: { tokens: [token] } });
 */
export async function prepareActs(
  ctx: PrepareContext,
  verb: Verb,
  input: { account: Address; arguments: unknown },
): Promise<PreparedActs> {
  const { account } = input;
  const { chainId } = ctx.deployment;
  const recording = recordCalls(ctx.chain, account);
  const result = await runVerb(ctx, verb, { ...input, chain: recording.chain });
  const words = { deployment: ctx.deployment, account };
  return {
    account,
    chain: ChainId.parse(`eip155:${chainId}`),
    transactions: recording.calls.map(({ to, data, value, gas, call }) => ({
      to,
      data,
      value: value.toString(),
      chainId,
      gas: gas.toString(),
      says: describeCall(call, words),
    })),
    ...(result.toSign === undefined ? {} : { signatures: signaturesOf(ctx, account, result.toSign) }),
    ...(result.makes === undefined ? {} : { makes: result.makes }),
  };
}

async function runVerb(
  ctx: PrepareContext,
  verb: Verb,
  input: { account: Address; arguments: unknown; chain: Chain },
): Promise<VerbResult> {
  const { account, chain } = input;
  const known = {
    chain,
    account: { address: account, signTypedData: refuseToSign },
    // Preparing asks no service: what is pinned and what is quoted is there already.
    marketplaceUrl: '',
    digestOf: (metadata: string) => digestOf(ctx, metadata),
  };
  try {
    return await verb.prepare(known, input.arguments);
  } catch (error) {
    if (isOfAnotherContract(error)) throw new NoSuchContract(error);
    throw error;
  }
}
