import { AtollError } from '@atoll/schemas/error';
import { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import { keccak256, type LocalAccount } from 'viem';
import { type Chain, walletOf } from './chain.ts';
import { ChainUnavailable } from './errors.ts';
import { broadcast, currentFees, viewChain } from './outbox-chain.ts';
import { type Fees, newestAttempt, type OutboxAction, plan } from './outbox-plan.ts';
import type { Outbox, OutboxAttempt, OutboxCall, OutboxEntry, OutboxStore } from './outbox-types.ts';
import { translated } from './translate.ts';
import { abortable, wait } from './wait.ts';

/** Time as the outbox sees it, injected so that tests need not wait. */
export interface OutboxClock {
  now(): Date;
}

export interface OutboxParameters {
  /** With a wallet whose key is in memory: raw transactions are signed here. */
  chain: Chain;
  store: OutboxStore;
  clock: OutboxClock;
  /** Milliseconds after which a transaction that waits is re-priced. Default 30,000. */
  stuckAfter?: number;
  /** Most signed forms of one transaction. Default 20. */
  maxAttempts?: number;
}

/** The key stands for another call already. */
export class OutboxKeyTaken extends AtollError {
  constructor(key: string) {
    super({
      code: 'conflict',
      message: `the outbox has another transaction under the key ${key}`,
      hint: 'use one key for one act',
      data: { key },
    });
  }
}

/** The call takes more gas than the sender is willing to pay for. */
export class OutboxGasTooHigh extends AtollError {
  constructor(gas: bigint, mostGas: bigint) {
    super({
      code: 'not_allowed',
      message: `the call takes ${gas} gas, more than the ${mostGas} that are paid for it`,
      hint: 'send fewer or smaller calls, or send them from an account of your own',
      data: { gas: gas.toString(), mostGas: mostGas.toString() },
    });
  }
}

/** What the account has left is needed for what it has to send itself. */
export class OutboxReserveKept extends AtollError {
  constructor(input: { sender: Address; left: bigint; reserve: bigint }) {
    const [left, reserve] = [input.left.toString(), input.reserve.toString()];
    super({
      code: 'not_ready',
      message: `the call would leave account ${input.sender} ${left} wei, and it keeps ${reserve} for what it has to send itself`,
      hint: 'send it from an account of your own, or again once the operator of this one has filled it up',
      retryable: true,
      data: { sender: input.sender, left, reserve },
    });
  }
}

/** Somebody else signs with the account. */
export class OutboxNoncesTaken extends AtollError {
  constructor(sender: Address) {
    super({
      code: 'conflict',
      message: `the nonces of ${sender} are taken as fast as they are read`,
      hint: 'run one service per account',
      retryable: true,
      data: { sender },
    });
  }
}

/**
 * Transactions that have to happen once, across crashes: each is signed and stored before it is broadcast, and stays until its block is
 * final. One outbox per account; calls of one outbox wait for each other.
 *
 * A crash before the store loses nothing that was sent; a crash after it is picked up by `tick`, which broadcasts the same bytes again.
 * All attempts of an entry share one nonce, so at most one is mined. Only a nonce that is used up under `confirmations` blocks by
 * somebody else is given up for a new one.
 *
 * @example
 * const outbox = createOutbox({ chain, store, clock });
 * await outbox.send({ key: `settle:${jobId}`, to: chain.addresses.jobs, data });
 * const { mined } = await outbox.wait(`settle:${jobId}`, { until: 'final', signal });
 */
export function createOutbox(parameters: OutboxParameters): Outbox {
  const { account } = walletOf(parameters.chain);
  if (account.type !== 'local') {
    throw new AtollError({
      code: 'configuration_invalid',
      message: 'the outbox needs an account whose key is in memory',
      hint: 'pass privateKey to connectChain',
    });
  }
  return new AccountOutbox(parameters, account);
}

class AccountOutbox implements Outbox {
  readonly sender: Address;
  readonly #account: LocalAccount;
  readonly #chain: Chain;
  readonly #store: OutboxStore;
  readonly #clock: OutboxClock;
  readonly #stuckAfter: number;
  readonly #maxAttempts: number;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(parameters: OutboxParameters, account: LocalAccount) {
    this.sender = Address.parse(account.address);
    this.#account = account;
    this.#chain = parameters.chain;
    this.#store = parameters.store;
    this.#clock = parameters.clock;
    this.#stuckAfter = parameters.stuckAfter ?? 30_000;
    this.#maxAttempts = parameters.maxAttempts ?? 20;
  }

  send(input: OutboxCall): Promise<OutboxEntry> {
    return this.#alone(async () => {
      const stored = await this.#store.find(input.key);
      if (stored !== undefined) return sameCall(stored, input);
      const entry = await this.#create(input);
      await tryBroadcast(this.#chain, newestAttempt(entry).raw);
      return entry;
    });
  }

  tick(): Promise<readonly OutboxEntry[]> {
    return this.#alone(() => this.#tick());
  }

  get(key: string): Promise<OutboxEntry | undefined> {
    return this.#store.find(key);
  }

  async wait(
    key: string,
    { until, signal }: { until: 'mined' | 'final'; signal: AbortSignal },
  ): Promise<OutboxEntry> {
    for (;;) {
      const entry = await this.#store.find(key);
      if (entry?.state === 'final' || (until === 'mined' && entry?.state === 'mined')) return entry;
      const changed = await abortable(this.tick(), signal);
      if (!changed.some((one) => one.key === key)) await wait(this.#chain.pollingInterval, signal);
    }
  }

  /** Runs after everything that was asked of this outbox before, whether that succeeded or not. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work, work);
    this.#queue = result.catch(() => undefined); // the caller has the rejection; the queue only waits
    return result;
  }

  async #sign(
    call: { to: Address; data: Hex; gas: bigint; nonce: number },
    fees: Fees,
  ): Promise<OutboxAttempt> {
    const { to, data, gas, nonce } = call;
    const raw = await this.#account.signTransaction({
      ...{ to, data, gas, nonce },
      ...fees,
      type: 'eip1559',
      chainId: this.#chain.chainId,
    });
    return { hash: Bytes32.parse(keccak256(raw)), raw, ...fees, signedAt: this.#clock.now().getTime() };
  }

  /** The first nonce that neither the chain nor the store has given away. */
  async #nextNonce(): Promise<number> {
    const [onChain, stored] = await Promise.all([
      translated('eth_getTransactionCount', () =>
        this.#chain.publicClient.getTransactionCount({ address: this.sender, blockTag: 'pending' }),
      ),
      this.#store.highestNonce(this.sender),
    ]);
    return Math.max(onChain, (stored ?? -1) + 1);
  }

  async #create(input: OutboxCall): Promise<OutboxEntry> {
    const { key, to, data, mostGas, reserveGas } = input;
    // against the next block, whose time is what deadlines and durations will be checked with
    const [estimate, fees] = await Promise.all([
      translated('eth_estimateGas', () =>
        this.#chain.publicClient.estimateGas({ account: this.sender, to, data, blockTag: 'pending' }),
      ),
      currentFees(this.#chain),
    ]);
    if (mostGas !== undefined && estimate > mostGas) throw new OutboxGasTooHigh(estimate, mostGas);
    // room for storage that others change between estimate and block
    const gas = estimate + estimate / 4n;
    if (reserveGas !== undefined) await this.#keepReserve(reserveGas, gas, fees);
    for (let tries = 0; tries < 5; tries += 1) {
      const nonce = await this.#nextNonce();
      const attempt = await this.#sign({ to, data, gas, nonce }, fees);
      const entry: OutboxEntry = {
        ...{ key, sender: this.sender, nonce, gas },
        to: Address.parse(to),
        data: Hex.parse(data),
        attempts: [attempt],
        state: 'pending',
      };
      if (await this.#store.insert(entry)) return entry;
      const taken = await this.#store.find(key);
      if (taken !== undefined) return sameCall(taken, input);
    }
    throw new OutboxNoncesTaken(this.sender);
  }

  /** @throws OutboxReserveKept */
  async #keepReserve(reserveGas: bigint, gas: bigint, { maxFeePerGas }: Fees): Promise<void> {
    const [balance, unfinished] = await Promise.all([
      translated('eth_getBalance', () => this.#chain.publicClient.getBalance({ address: this.sender })),
      this.#store.unfinished(this.sender),
    ]);
    const owed = unfinished
      .filter(({ state }) => state === 'pending')
      .reduce((sum, entry) => sum + entry.gas * newestAttempt(entry).maxFeePerGas, 0n);
    const left = balance - owed - gas * maxFeePerGas;
    const reserve = reserveGas * maxFeePerGas * 2n;
    if (left < reserve) throw new OutboxReserveKept({ sender: this.sender, left, reserve });
  }

  async #tick(): Promise<readonly OutboxEntry[]> {
    const pending = await this.#store.unfinished(this.sender);
    if (pending.length === 0) return [];
    const view = await viewChain(this.#chain, this.sender, pending);
    const actions = plan(pending, view, {
      confirmations: this.#chain.confirmations,
      stuckAfter: this.#stuckAfter,
      maxAttempts: this.#maxAttempts,
      now: this.#clock.now().getTime(),
    });
    const changed = new Map<string, OutboxEntry>();
    for (const action of actions) {
      const entry = await this.#act(action, changed.get(action.entry.key) ?? action.entry);
      if (entry !== undefined) changed.set(entry.key, entry);
    }
    return [...changed.values()];
  }

  async #act(action: OutboxAction, entry: OutboxEntry): Promise<OutboxEntry | undefined> {
    switch (action.type) {
      case 'mined':
        return this.#save({ ...entry, state: 'mined', mined: action.mined });
      case 'final':
        return this.#save({ ...entry, state: 'final', mined: action.mined });
      case 'unmined': {
        const { mined: _mined, ...rest } = entry;
        return this.#save({ ...rest, state: 'pending' });
      }
      case 'rebroadcast':
        await tryBroadcast(this.#chain, action.attempt.raw);
        return undefined;
      case 'reprice': {
        const attempt = await this.#sign(entry, action.fees);
        return this.#saveAndBroadcast({ ...entry, attempts: [...entry.attempts, attempt] });
      }
      case 'renumber': {
        const nonce = await this.#nextNonce();
        const attempt = await this.#sign({ ...entry, nonce }, action.fees);
        return this.#saveAndBroadcast({ ...entry, nonce, attempts: [attempt] });
      }
    }
  }

  async #save(entry: OutboxEntry): Promise<OutboxEntry> {
    await this.#store.update(entry);
    return entry;
  }

  async #saveAndBroadcast(entry: OutboxEntry): Promise<OutboxEntry> {
    await this.#store.update(entry);
    await tryBroadcast(this.#chain, newestAttempt(entry).raw);
    return entry;
  }
}

function sameCall(entry: OutboxEntry, input: OutboxCall): OutboxEntry {
  if (entry.to !== input.to.toLowerCase() || entry.data !== input.data.toLowerCase()) {
    throw new OutboxKeyTaken(input.key);
  }
  return entry;
}

/** Broadcasts now if the node answers; if it does not, the next tick does: the bytes are stored. */
async function tryBroadcast(chain: Chain, raw: Hex): Promise<void> {
  try {
    await broadcast(chain, raw);
  } catch (error) {
    if (!(error instanceof ChainUnavailable)) throw error;
  }
}
