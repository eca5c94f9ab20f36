import type { AddressBook } from '@atoll/contracts/address-book';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { StatementEvent, StatementLine } from '@atoll/schemas/statement';
import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import { ServiceUnavailable } from '@atoll/sdk/errors';
import { assetsBehind, behindKey, nameAssets } from './assets-of.ts';
import { eventOfRole, type Meaning, meaningOf, sectionOf } from './classify.ts';
import { moneyOf, tokenOf } from './money.ts';
import { type LedgerReading, placeText, type RelayedAct } from './read-ledger.ts';

/** A line with what sorting and valuing need beside it. */
export interface PlacedLine {
  readonly order: readonly [block: number, log: number, position: number];
  /** Block time in seconds. */
  readonly seconds: number;
  readonly units: bigint;
  readonly line: StatementLine;
}

interface Facts {
  readonly at: { readonly blockNumber: number; readonly logIndex: number; readonly position?: number };
  readonly seconds: number;
  readonly event: StatementEvent;
  readonly direction: 'in' | 'out';
  readonly token: Address;
  readonly units: bigint;
  readonly assetId?: string | undefined;
  readonly reference: StatementLine['reference'];
  readonly protocolFee?: bigint | undefined;
  readonly relayFee?: bigint | undefined;
}

/** The indexer told of an event, yet not of its log: its mirror is damaged, and a statement is not made of it. */
function missing(indexerUrl: string, place: string): ServiceUnavailable {
  return new ServiceUnavailable({ url: indexerUrl, reason: `it has no log at ${place}` });
}

function paymentFacts(reading: LedgerReading): Facts[] {
  const protocol = new Map<Bytes32, bigint>();
  const relay = new Map<Bytes32, bigint>();
  for (const { jobId, role, amount } of reading.fees) {
    const fees = role === 'fee' ? protocol : relay;
    fees.set(jobId, (fees.get(jobId) ?? 0n) + BigInt(amount));
  }
  return reading.payments.map((payment) => ({
    at: payment,
    seconds: payment.paidAt,
    event: eventOfRole[payment.role],
    direction: 'in',
    token: payment.token,
    units: BigInt(payment.amount),
    assetId: payment.assetId === '0' ? undefined : payment.assetId,
    reference: { kind: 'order', id: payment.jobId },
    // Sending an order is paid when it is placed; nothing was settled then.
    protocolFee: payment.role === 'relay' ? undefined : protocol.get(payment.jobId),
    relayFee: relay.get(payment.jobId),
  }));
}

const takes = (act: RelayedAct, move: { counterparty: Address; token: Address; amount: string }): boolean =>
  act.relayer === move.counterparty && act.feeToken === move.token && act.fee === BigInt(move.amount);

function moveFacts(reading: LedgerReading): Facts[] {
  const acts = Map.groupBy(reading.acts, ({ transaction }) => transaction);
  return reading.moves.map((move) => {
    const transaction = reading.transactions.get(placeText(move));
    const own = (transaction === undefined ? undefined : acts.get(transaction)) ?? [];
    const { event, direction } = moveMeaning(
      move.kind,
      own.some((act) => takes(act, move)),
    );
    const fee = own.find((act) => act.feeToken === move.token && act.fee > 0n)?.fee;
    return {
      at: move,
      seconds: move.movedAt,
      event,
      direction,
      token: move.token,
      units: BigInt(move.amount),
      reference: { kind: 'account', id: move.counterparty },
      relayFee: event === 'withdrawal' ? fee : undefined,
    };
  });
}

function moveMeaning(
  kind: 'deposited' | 'withdrawn' | 'transferred',
  isRelayFee: boolean,
): { event: StatementEvent; direction: 'in' | 'out' } {
  switch (kind) {
    case 'deposited':
      return { event: 'deposit', direction: 'in' };
    case 'withdrawn':
      return { event: 'withdrawal', direction: 'out' };
    case 'transferred':
      return { event: isRelayFee ? 'relay_fee' : 'transfer_out', direction: 'out' };
  }
}

async function receivedFacts(
  indexer: IndexerClient,
  reading: LedgerReading,
  deployment: AddressBook,
): Promise<Facts[]> {
  const { treasury, contracts } = deployment;
  const byTransaction = Map.groupBy(reading.announcements, ({ transaction }) => transaction);
  const meant = reading.received.map((move): { move: typeof move; meaning: Meaning } => {
    const transaction = reading.transactions.get(placeText(move)) ?? '';
    const transfer = {
      ...{ blockNumber: move.blockNumber, logIndex: move.logIndex, transaction },
      ...{ from: move.account, to: move.counterparty, units: BigInt(move.amount) },
    };
    const announcements = byTransaction.get(transaction) ?? [];
    const known = { announcements, treasury, accessPass: contracts.accessPass };
    return { move, meaning: meaningOf(transfer, known) };
  });
  const behind = await assetsBehind(
    indexer,
    meant.map(({ meaning }) => meaning),
  );
  return meant.map(({ move, meaning }) => ({
    at: move,
    seconds: move.movedAt,
    event: meaning.event,
    direction: 'in',
    token: move.token,
    units: BigInt(move.amount),
    assetId: behind.get(behindKey(meaning) ?? ''),
    reference: meaning.reference,
  }));
}

/**
 * The lines of a statement in the order of the chain, without fiat values.
 * @throws ServiceUnavailable where the indexer lacks the log of an event that it told of
 */
export async function linesOf(
  indexer: IndexerClient,
  reading: LedgerReading,
  input: { deployment: AddressBook; indexerUrl: string },
): Promise<PlacedLine[]> {
  const { deployment } = input;
  const facts = [
    ...paymentFacts(reading),
    ...moveFacts(reading),
    ...(await receivedFacts(indexer, reading, deployment)),
  ];
  const assets = await nameAssets(indexer, {
    chainId: deployment.chainId,
    registry: deployment.contracts.assetRegistry,
    tokenIds: facts.flatMap(({ assetId }) => (assetId === undefined ? [] : [assetId])),
  });
  const lines = facts.map((fact): PlacedLine => {
    const place = placeText(fact.at);
    const transaction = reading.transactions.get(place);
    if (transaction === undefined) throw missing(input.indexerUrl, place);
    const token = tokenOf(fact.token, deployment.tokens);
    const asset = fact.assetId === undefined ? undefined : assets.get(fact.assetId);
    const { reference, protocolFee, relayFee } = fact;
    return {
      order: [fact.at.blockNumber, fact.at.logIndex, fact.at.position ?? 0],
      seconds: fact.seconds,
      units: fact.units,
      line: {
        at: new Date(fact.seconds * 1000).toISOString(),
        section: sectionOf[fact.event],
        event: fact.event,
        direction: fact.direction,
        ...(asset === undefined ? {} : { asset }),
        token,
        money: moneyOf(fact.units, token),
        ...(protocolFee === undefined ? {} : { protocolFee: moneyOf(protocolFee, token) }),
        ...(relayFee === undefined ? {} : { relayFee: moneyOf(relayFee, token) }),
        transaction,
        ...(reference === undefined ? {} : { reference }),
      },
    };
  });
  return lines.toSorted(
    (a, b) => a.order[0] - b.order[0] || a.order[1] - b.order[1] || a.order[2] - b.order[2],
  );
}
