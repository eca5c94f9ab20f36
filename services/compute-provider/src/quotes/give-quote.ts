import { createHash, randomBytes } from 'node:crypto';
import { jobIdOf } from '@atoll/chain/job-id';
import { readCollateral } from '@atoll/chain/read-collateral';
import { readEnvironment } from '@atoll/chain/read-environment';
import { readFeeRate } from '@atoll/chain/read-fee-rate';
import { readProvider } from '@atoll/chain/read-provider';
import { signQuote } from '@atoll/chain/sign';
import { canonicalJson } from '@atoll/schemas/canonical-json';
import type { EngineFacts } from '@atoll/schemas/environment';
import type { Bytes32 } from '@atoll/schemas/ids';
import { type Order, orderToWire, type QuoteOffer, type QuoteRequest } from '@atoll/schemas/order';
import { compileParameters } from '../approvals/parameters.ts';
import type { Context, OfferedEnvironment } from '../context.ts';
import { checkReviewers } from '../desk/check-terms.ts';
import { checkNotHalted } from '../desk/read-halt.ts';
import { checkGpus } from '../gpus/check-gpus.ts';
import { checkBudgets } from '../guard/release-budget.ts';
import { newestBlock, nextBlockTime } from '../jobs/newest-block.ts';
import { needsOf } from '../jobs/resources.ts';
import { findAnswer } from '../limits/kept-outputs.ts';
import { repeatKey } from '../limits/repeat-key.ts';
import { reserveRuns } from '../limits/runs-per-day.ts';
import { checkRecipient } from '../settlement/check-recipient.ts';
import { checkLegs } from './check-legs.ts';
import { checkOpenQuotes } from './check-open-quotes.ts';
import { factsOf } from '../engine/facts.ts';
import { checkDeclared, checkResources, checkRuntime, strictestRules } from './check-resources.ts';
import { deadlinesOf } from './deadlines.ts';
import { expectedWait } from './expected-wait.ts';
import { lockSlots, takenPlaces } from './free-slots.ts';
import { priceLines } from './price-lines.ts';
import {
  CollateralTooSmall,
  EnvironmentBusy,
  EnvironmentUnknown,
  OperatorNotRegistered,
  OrderInvalid,
  ProviderDraining,
  MaximumTooLarge,
} from './problems.ts';

/** `Jobs` refuses orders that end later than this after they begin. */
const longestTerm = 30 * 86_400;
/** `Jobs` keeps an amount in 88 bits, beside an account. */
const largestMaximum = 2n ** 88n - 1n;

/**
 * Answers what a job costs with a promise to run it, or with the reason for which it would be refused: everything that could
 * refuse it is checked here, before any money moves. A promise keeps a slot until `validUntil`.
 *
 * Prices, payees and the fee are the chain's as they stand now; deadlines are block times.
 *
 * @throws AtollError with the reason: `provider_halted`, `asset_unknown`, `asset_paused`, `asset_retired`, `stale_version`, `dataset_unknown`,
 * `buyer_not_listed`, `agreement_missing`, `not_allowed`, `not_approved`, `approval_expired`, `custodian_approval_missing`,
 * `invalid_parameters`, `invalid_order`, `environment_unknown`, `environment_busy`, `too_many_requests`, `gpu_unavailable`, `gpu_sandbox_unsupported`,
 * `runtime_unavailable`, `image_unavailable`, `insufficient_collateral`, `runs_exhausted`
 * @example const offer = await giveQuote(ctx, QuoteRequest.parse(body)); // offer.order is what the buyer signs
 */
export async function giveQuote(ctx: Context, request: QuoteRequest): Promise<QuoteOffer> {
  await checkNotHalted(ctx);
  const block = await newestBlock(ctx.chain);
  const environment = ctx.settings.environments.find(({ id }) => id === request.environment);
  if (environment === undefined) throw new EnvironmentUnknown(request.environment);
  await checkRecipient(request.recipient);
  const legs = await checkLegs(ctx, request, block.timestamp);
  const { manifest } = legs.approval.document.atoll;
  compileParameters(manifest.parameters)(request.parameters);
  const rules = strictestRules(legs.snapshots.map(({ rules: each }) => each));
  checkDeclared(manifest, rules);
  checkResources(manifest, environment.document);
  if (manifest.resources.gpus > 0)
    await checkGpus(ctx, {
      count: manifest.resources.gpus,
      wanted: environment.document.gpus,
      engine: await ctx.engine.describe(),
    });
  checkReviewers(ctx, legs.snapshots);
  await checkBudgets(ctx, legs.snapshots);
  // A job that an identical one answers needs no run of its own.
  const key = await repeatKey(ctx, {
    snapshots: legs.snapshots,
    metadataDigest: request.algorithm.metadataDigest,
    parametersDigest: parametersDigest(request.parameters),
  });
  const runs = (await findAnswer(ctx, key)) === undefined ? legs.snapshots : [];

  const [engine, offered, provider, feeRate] = await Promise.all([
    ctx.engine.describe().then(factsOf),
    readEnvironment(ctx.chain, { provider: ctx.settings.provider, environment: environment.id }),
    readProvider(ctx.chain, ctx.settings.provider),
    readFeeRate(ctx.chain),
  ]);
  if (provider.draining) throw new ProviderDraining(provider.provider);
  checkRuntime(rules, engine);
  if (provider.operator !== ctx.outbox.sender) throw new OperatorNotRegistered(ctx.outbox.sender);
  if (!offered.active || offered.token !== legs.token) throw new EnvironmentUnknown(environment.id);
  const maxSeconds = Math.min(request.maxSeconds ?? manifest.maxSeconds, manifest.maxSeconds);
  const deadlines = deadlinesOf({
    // On a chain that is quiet the newest block may be older than the whole time for which a quote is valid.
    now: await nextBlockTime(ctx.chain),
    quoteSeconds: ctx.settings.quoteSeconds,
    maxSeconds,
    marginSeconds: ctx.settings.marginSeconds,
    queueSeconds: await expectedWait(ctx, {
      environment: environment.id,
      needs: needsOf(manifest.resources),
      maxSeconds,
      now: block.timestamp,
    }),
    reviewSeconds: legs.reviewSeconds,
  });
  if (deadlines.settleBy > block.timestamp + longestTerm)
    throw new OrderInvalid('it would take more than 30 days', 'order fewer seconds', { maxSeconds });

  const { validUntil, ...dates } = deadlines;
  const order: Order = {
    buyer: request.buyer,
    provider: ctx.settings.provider,
    payout: provider.payout,
    token: legs.token,
    environment: environment.id,
    datasets: legs.datasets,
    algorithm: legs.algorithm,
    parametersDigest: parametersDigest(request.parameters),
    recipient: request.recipient,
    pricePerSecond: offered.pricePerSecond,
    maxSeconds,
    failureCap: failureCapOf(ctx, request, offered.pricePerSecond * BigInt(maxSeconds)),
    relayFee: request.relayed ? ctx.settings.relayFee : 0n,
    feeRate,
    ...dates,
    salt: `0x${randomBytes(32).toString('hex')}`,
  };
  return promise(ctx, {
    order,
    validUntil,
    environment,
    request,
    block,
    snapshots: legs.snapshots,
    runs,
    engine,
  });
}

/** Who lets a failed run cost nothing may have runs made to fail for nothing, one after the other. */
function failureCapOf(ctx: Context, request: QuoteRequest, compute: bigint): bigint {
  const cap = BigInt(request.failureCap ?? compute);
  const least = (compute * BigInt(ctx.settings.leastFailureCapPercent)) / 100n;
  if (cap < least)
    throw new OrderInvalid(
      `a failure cap of ${cap} is less than this provider asks for`,
      `let a failed run cost at least ${least}, or order fewer seconds`,
      { failureCap: cap.toString(), least: least.toString() },
    );
  return cap;
}

/** The digest that an order carries for its parameters: sha-256 of their canonical JSON. */
export function parametersDigest(parameters: Readonly<Record<string, unknown>>): Bytes32 {
  return `0x${createHash('sha256').update(canonicalJson(parameters)).digest('hex')}`;
}

async function promise(
  ctx: Context,
  input: {
    order: Order;
    validUntil: number;
    environment: OfferedEnvironment;
    request: QuoteRequest;
    block: { number: number; timestamp: number };
    snapshots: readonly { snapshot: string }[];
    /** Datasets of which a run is kept free. */
    runs: Parameters<typeof reserveRuns>[1]['datasets'];
    engine: EngineFacts;
  },
): Promise<QuoteOffer> {
  const { order, validUntil, environment } = input;
  const { lines, maximum } = priceLines(order, {
    treasury: ctx.chain.addresses.treasury,
    relayer: ctx.outbox.sender,
  });
  if (maximum > largestMaximum) throw new MaximumTooLarge(maximum);
  const collateral = await readCollateral(ctx.chain, { provider: order.provider, token: order.token });
  if (collateral.free < maximum) throw new CollateralTooSmall(maximum, collateral.free);
  const deployment = { chainId: ctx.chain.chainId, jobs: ctx.chain.addresses.jobs };
  const jobId = jobIdOf(order, deployment);
  const signature = await signQuote(ctx.operator, { jobId, validUntil }, deployment);
  const wire = orderToWire(order);

  await ctx.database.sql.begin(async (sql) => {
    // The buyer's lock before the environment's, always: two quotes cannot wait for each other.
    await checkOpenQuotes(sql, {
      buyer: order.buyer,
      limit: ctx.settings.openQuotesPerBuyer,
      now: input.block.timestamp,
      confirmations: ctx.chain.confirmations,
    });
    await lockSlots(sql, environment.id);
    const taken = await takenPlaces(sql, environment, input.block.timestamp, ctx.chain.confirmations);
    if (taken >= environment.slots + ctx.settings.queueLength)
      throw new EnvironmentBusy(environment.id, environment.slots);
    await sql`
      insert into compute_provider.quotes
        (job_id, "order", parameters, environment, snapshots, valid_until, signature, quoted_block)
      values (${jobId}, ${JSON.stringify(wire)}, ${JSON.stringify(input.request.parameters)},
        ${environment.id}, ${JSON.stringify(input.snapshots.map(({ snapshot }) => snapshot))}, ${validUntil},
        ${signature}, ${input.block.number})`;
    const { confirmations } = ctx.chain;
    await reserveRuns(sql, { jobId, datasets: input.runs, now: input.block.timestamp, confirmations });
  });
  ctx.logger.info({ jobId, buyer: order.buyer, maximum: maximum.toString() }, 'quoted');
  return {
    jobId,
    order: wire,
    validUntil,
    signature,
    maximum: maximum.toString(),
    lines,
    engine: input.engine,
    jobs: deployment.jobs,
    chainId: deployment.chainId,
  };
}
