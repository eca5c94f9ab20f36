import { startAnvil } from '@atoll/tests/support/anvil';
import type { Address } from '@atoll/schemas/ids';
import { mostShareTokens } from '../history/acts/community.ts';
import { contracts, genesisTime, shareToken } from '../history/deployment.ts';
import type { HistoryLog } from '../history/encode-event.ts';
import type { HistoryBlock } from '../history/history.ts';
import { batchCode, emission, emitterCode, gasOf } from './emitter.ts';
import { callAll, callOne, type RpcCall } from './rpc.ts';

/** A local chain on which the deployment's addresses write what they are told to. */
export interface MarketChain {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  /** Mines one block with the acts; done when it stands. */
  write(block: HistoryBlock): Promise<void>;
  stop(): Promise<void>;
}

const batchAddress: Address = `0xba7c${'0'.repeat(35)}1`;
const senderAddress: Address = `0x5e4d${'0'.repeat(35)}1`;

/** Logs of one transaction, unless a single act has more: what a relayer that sends several acts at once would write. */
const logsOfTransaction = 20;

const hex = (value: number): string => `0x${value.toString(16)}`;

/** Acts in transactions, none torn apart. */
export function transactionsOf(acts: HistoryBlock['acts']): HistoryLog[][] {
  const transactions: HistoryLog[][] = [];
  for (const logs of acts) {
    const last = transactions.at(-1);
    if (last !== undefined && last.length + logs.length <= logsOfTransaction) last.push(...logs);
    else transactions.push([...logs]);
  }
  return transactions;
}

function transaction(logs: readonly HistoryLog[], nonce: number): RpcCall {
  const data = logs.map(emission).join('');
  return [
    'eth_sendTransaction',
    {
      from: senderAddress,
      to: batchAddress,
      nonce: hex(nonce),
      gas: hex(gasOf(logs.length, data.length / 2)),
      maxFeePerGas: '0x0',
      maxPriorityFeePerGas: '0x0',
      data: `0x${data}`,
    },
  ];
}

/**
 * Starts anvil with an emitter at every address of the deployment. Blocks are mined one by one as they are written, and each is
 * waited for: a node that is handed more than it has mined stops answering.
 */
export async function startMarketChain(): Promise<MarketChain> {
  const anvil = await startAnvil({
    args: [
      '--no-mining',
      '--auto-impersonate',
      ...['--timestamp', String(genesisTime), '--gas-limit', '10000000000'],
      ...['--block-base-fee-per-gas', '0', '--gas-price', '0'],
      '--prune-history',
      '--no-request-size-limit',
    ],
  });
  const { rpcUrl, wsUrl } = anvil;
  try {
    const shares = Array.from({ length: mostShareTokens }, (_, at) => shareToken(at + 1));
    for (const address of [...Object.values(contracts), ...shares]) {
      await callOne(rpcUrl, 'anvil_setCode', address, emitterCode);
    }
    await callOne(rpcUrl, 'anvil_setCode', batchAddress, batchCode);
  } catch (error) {
    await anvil.stop();
    throw error;
  }
  let nonce = 0;
  return {
    rpcUrl,
    wsUrl,
    write: async ({ timestamp, acts }) => {
      const transactions = transactionsOf(acts);
      if (transactions.length > 0) {
        await callAll(
          rpcUrl,
          transactions.map((logs, at) => transaction(logs, nonce + at)),
        );
      }
      nonce += transactions.length;
      await callOne(rpcUrl, 'evm_mine', { timestamp: hex(timestamp) });
    },
    stop: () => anvil.stop(),
  };
}
