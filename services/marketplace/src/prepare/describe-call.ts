import type { AddressBook, ContractName } from '@atoll/contracts/address-book';
import type { ContractCall } from '@atoll/chain/write';
import { Address } from '@atoll/schemas/ids';
import { z } from 'zod';
import { type AcceptedToken, formatAmount } from '../catalogue/format-amount.ts';

/** What sentences are made with. */
interface Words {
  readonly deployment: AddressBook;
  readonly account: Address;
}

const Int = z.union([z.bigint(), z.number()]);
const Account = z.string().transform((text) => Address.parse(text));

const contractLabels: Readonly<Partial<Record<ContractName, string>>> = {
  jobs: 'the escrow',
  accessPass: 'the contract of passes',
  disputes: 'the contract of disputes',
};

/** Who an address is to the reader. */
function nameOf(address: Address, { deployment, account }: Words): string {
  if (address === account) return 'your own account';
  const contract = Object.entries(deployment.contracts).find(([, each]) => each === address)?.[0];
  const label = Object.entries(contractLabels).find(([name]) => name === contract)?.[1];
  return label === undefined ? address : `${label} (${address})`;
}

const money = (units: bigint | number, token: Address, tokens: readonly AcceptedToken[]): string =>
  formatAmount(units.toString(), token, tokens);

const day = (seconds: bigint | number): string =>
  `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;

const times = (runs: bigint | number): string =>
  Number(runs) >= 0xffffffff ? 'any number of runs' : `${runs} run${Number(runs) === 1 ? '' : 's'}`;

const OrderSaid = z.object({
  token: Account,
  datasets: z.array(z.object({ price: z.bigint(), series: Int })),
  algorithm: z.object({ price: z.bigint() }),
  pricePerSecond: z.bigint(),
  maxSeconds: Int,
  feeRate: Int,
  failureCap: z.bigint(),
  relayFee: z.bigint(),
});

function orderSum(order: z.infer<typeof OrderSaid>): { total: bigint; prepaid: bigint } {
  const data = order.datasets.reduce((sum, { price }) => sum + price, 0n);
  const compute = order.pricePerSecond * BigInt(order.maxSeconds);
  const parts = data + order.algorithm.price + compute;
  const prepaid = order.datasets.reduce(
    (sum, { price, series }) => (Number(series) === 0 ? sum : sum + price),
    0n,
  );
  return { total: parts + (parts * BigInt(order.feeRate)) / 10_000n + order.relayFee, prepaid };
}

/** One sentence for each function, from its arguments as they are encoded. A tuple that does not fit is a programming error. */
type Sentence = (args: readonly unknown[], words: Words, call: ContractCall) => string;

function sentence<T extends readonly [z.ZodType, ...z.ZodType[]]>(
  schema: z.ZodTuple<T>,
  say: (args: z.infer<z.ZodTuple<T>>, words: Words, call: ContractCall) => string,
): Sentence {
  return (args, words, call) => say(schema.parse(args), words, call);
}

const Publication = z.object({
  kind: Int,
  terms: z.object({ token: Account, price: z.bigint(), beneficiary: Account }),
});
const kindNames = ['dataset', 'algorithm', 'model'];
const nobody = `0x${'0'.repeat(40)}`;

const ofProposal = (what: string): Sentence =>
  sentence(z.tuple([z.array(z.unknown()), z.unknown(), z.unknown(), z.string()]), ([targets]) => {
    const many = `${targets.length} call${targets.length === 1 ? '' : 's'}`;
    return `${what} a proposal that makes ${many} as the timelock.`;
  });

const sentences: Readonly<Record<string, Sentence>> = {
  'erc20.approve': sentence(
    z.tuple([Account, z.bigint()]),
    ([spender, amount], words, call) =>
      `Let ${nameOf(spender, words)} take at most ${money(amount, call.address, words.deployment.tokens)} from your wallet.`,
  ),
  'assetRegistry.publish': sentence(
    z.tuple([Publication, z.bigint()]),
    ([{ kind, terms }], words) =>
      `Publish ${kind === 1 ? 'an' : 'a'} ${kindNames[Number(kind)] ?? 'asset'} that costs ${money(terms.price, terms.token, words.deployment.tokens)} per run${terms.beneficiary === nobody ? '' : `, paid to ${nameOf(terms.beneficiary, words)}`}.`,
  ),
  'assetRegistry.update': sentence(
    z.tuple([z.bigint(), Int, z.string(), z.string()]),
    ([assetId, from, digest]) =>
      `Make the document ${digest} the version of asset ${assetId} after version ${from}. Approvals of the old version do not hold for it.`,
  ),
  'assetRegistry.approveAlgorithm': sentence(
    z.tuple([z.bigint(), z.bigint(), z.string(), Int, Int]),
    ([dataset, algorithm, digest, expires, runs]) =>
      `Let version ${digest} of algorithm ${algorithm} run on dataset ${dataset}: ${times(runs)}, until ${day(expires)}.`,
  ),
  'assetRegistry.revokeAlgorithm': sentence(
    z.tuple([z.bigint(), z.bigint(), z.string()]),
    ([dataset, algorithm, digest]) =>
      `Let version ${digest} of algorithm ${algorithm} run on dataset ${dataset} no more, at once.`,
  ),
  'assetRegistry.approvePublisher': sentence(
    z.tuple([z.bigint(), Account, Int, Int]),
    ([dataset, publisher, expires, runs]) =>
      `Let every algorithm of ${publisher}, unseen, run on dataset ${dataset}: ${times(runs)}, until ${day(expires)}.`,
  ),
  'assetRegistry.revokePublisher': sentence(
    z.tuple([z.bigint(), Account]),
    ([dataset, publisher]) => `Let algorithms of ${publisher} run on dataset ${dataset} no more, at once.`,
  ),
  'jobs.order': sentence(z.tuple([OrderSaid, z.unknown()]), ([order], words) => sayOrder(order, words)),
  'jobs.expire': sentence(
    z.tuple([OrderSaid]),
    ([order], words) =>
      `End an order whose provider let its deadline pass; its buyer gets back up to ${money(orderSum(order).total, order.token, words.deployment.tokens)}.`,
  ),
  'jobs.finalizeWithheld': sentence(
    z.tuple([OrderSaid]),
    ([order], words) =>
      `End an order whose run was reported and not released: at most ${money(order.failureCap, order.token, words.deployment.tokens)} pays compute and algorithm, and its buyer gets back the rest.`,
  ),
  'jobs.withdraw': sentence(
    z.tuple([z.array(Account), Account]),
    ([tokens, to], words) =>
      `Withdraw all of your credit in ${tokens.map((token) => symbolOf(token, words)).join(', ')} to ${nameOf(to, words)}.`,
  ),
  'jobs.deposit': sentence(
    z.tuple([Account, Account, z.bigint()]),
    ([token, to, amount], words) =>
      `Turn ${money(amount, token, words.deployment.tokens)} of your wallet into credit of ${nameOf(to, words)}.`,
  ),
  'ratings.rate': sentence(
    z.tuple([z.unknown(), z.unknown(), Int, z.unknown()]),
    ([, , score]) => `Rate the run with ${score} of 5, once and for all.`,
  ),
  'disputes.open': sentence(
    z.tuple([z.object({ token: Account }), z.unknown(), z.unknown()]),
    () =>
      'Dispute the run: your bond is held until the arbiter rules, and is lost if the dispute is found groundless.',
  ),
  'disputes.answer': sentence(
    z.tuple([z.unknown(), z.unknown()]),
    () => 'Answer the dispute for the provider with the document of this digest.',
  ),
  'disputes.rule': sentence(z.tuple([z.unknown(), z.bigint(), z.boolean()]), ([, slashed, forfeited]) =>
    forfeited
      ? 'Rule the dispute for the provider, for good: the buyer’s bond goes to it.'
      : slashed === 0n
        ? 'Rule the dispute for neither side, for good: the bond goes back, and nothing is taken.'
        : `Rule the dispute for the buyer, for good: ${slashed} of the token’s smallest unit is taken from the frozen stake.`,
  ),
  'governor.castVote': sentence(
    z.tuple([z.bigint(), Int]),
    ([proposal, vote]) =>
      `Vote ${['against', 'for', 'to abstain on'][Number(vote)] ?? 'on'} proposal ${proposal}.`,
  ),
  'governor.propose': ofProposal('Put to the vote'),
  'governor.queue': ofProposal('Hand to the timelock'),
  'governor.execute': ofProposal('Carry out'),
  'token.delegate': sentence(
    z.tuple([Account]),
    ([to], words) => `Let ${nameOf(to, words)} vote with your tokens. They stay yours.`,
  ),
  'accessPass.buy': sentence(
    z.tuple([z.bigint(), Int, Int, z.bigint()]),
    ([asset, series, units, price]) =>
      `Buy ${times(units)} of dataset ${asset} (series ${series}) for at most ${price} smallest units of its token each; what is never used comes back.`,
  ),
  'accessPass.refund': sentence(
    z.tuple([z.bigint(), Int, Account, Int]),
    ([asset, series, holder, units], words) =>
      `Give back ${times(units)} of dataset ${asset} (series ${series}); their price is credited to ${nameOf(holder, words)}.`,
  ),
  'shareToken.claim': sentence(
    z.tuple([Account, z.array(Account)]),
    ([holder, tokens], words) =>
      `Credit ${nameOf(holder, words)} with what its shares earned in ${tokens.map((token) => symbolOf(token, words)).join(', ')}.`,
  ),
  'rewards.claim': sentence(
    z.tuple([z.bigint(), Account, z.bigint(), z.unknown()]),
    ([epoch, account, amount], words) =>
      `Credit ${nameOf(account, words)} with its reward of epoch ${epoch}: ${amount} smallest units of the epoch’s token.`,
  ),
};

function symbolOf(token: Address, { deployment }: Words): string {
  return deployment.tokens.find(({ address }) => address === token)?.symbol ?? `the token ${token}`;
}

/** What an order locks, in words. */
export function sayOrder(said: unknown, words: Words): string {
  const order = OrderSaid.parse(said);
  const { total, prepaid } = orderSum(order);
  const { tokens } = words.deployment;
  const passes =
    prepaid === 0n ? '' : `; passes that you hold pay ${money(prepaid, order.token, tokens)} more`;
  return `Order a run: at most ${money(total - prepaid, order.token, tokens)} is locked in escrow${passes}. What is not used comes back.`;
}

/**
 * What a call does, in one sentence, from the arguments that are encoded and not from what was asked for.
 * @throws TypeError for a function that has no sentence: it is not handed to anybody to sign
 */
export function describeCall(call: ContractCall, words: Words): string {
  const contract = Object.entries(words.deployment.contracts).find(([, each]) => each === call.address)?.[0];
  const names = [
    `${contract ?? ''}.${call.functionName}`,
    ...(call.functionName === 'approve' ? ['erc20.approve'] : []),
    ...(contract === undefined && call.functionName === 'claim' ? ['shareToken.claim'] : []),
  ];
  const say = names.map((name) => sentences[name]).find((each) => each !== undefined);
  if (say === undefined) throw new TypeError(`no sentence says what ${names.join(' or ')} does`);
  return say(call.args, words, call);
}
