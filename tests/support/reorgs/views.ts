import { Block, type Call, Filter, type Log, Logs, type Reply, toQuantity } from './json-rpc.ts';

/** Asks the node itself. */
export type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>;

/**
 * How a node behind the same address sees the chain. `older`: some blocks behind. `branch`: blocks from one on have other hashes, and,
 * where it is `empty`, nothing happened in them.
 */
export type View =
  | { readonly kind: 'older'; readonly by: number }
  | { readonly kind: 'branch'; readonly from: number; readonly empty: boolean };

const masked = (hash: string): string =>
  `0x${(Number.parseInt(hash.slice(2, 4), 16) ^ 255).toString(16).padStart(2, '0')}${hash.slice(4)}`;
const noBloom = `0x${'0'.repeat(512)}`;
const unknownBlock = { code: -32000, message: 'unknown block' };

async function headOf(ask: Ask): Promise<number> {
  return Number(await ask('eth_blockNumber', []));
}

async function numberOf(ask: Ask, hash: string): Promise<number | undefined> {
  const found = Block.safeParse(await ask('eth_getBlockByHash', [hash, false]));
  return found.success ? Number(found.data.number) : undefined;
}

async function older(call: Call, top: number, ask: Ask): Promise<Partial<Reply>> {
  if (call.method === 'eth_blockNumber') return { result: toQuantity(top) };
  if (call.method === 'eth_getBlockByNumber') {
    const [tag] = call.params;
    const number = tag === 'latest' ? top : Number(tag);
    return { result: number > top ? null : await ask(call.method, [toQuantity(number), false]) };
  }
  const { blockHash } = Filter.parse(call.params[0]);
  if (blockHash !== undefined) {
    const number = await numberOf(ask, blockHash);
    if (number === undefined || number > top) return { error: unknownBlock };
  }
  const logs = Logs.parse(await ask(call.method, call.params));
  return { result: logs.filter((log) => Number(log.blockNumber) <= top) };
}

function branchBlock(block: Block, from: number, empty: boolean): Block {
  const number = Number(block.number);
  if (number < from) return block;
  return {
    ...block,
    hash: masked(block.hash),
    parentHash: number > from ? masked(block.parentHash) : block.parentHash,
    ...(empty ? { logsBloom: noBloom, transactions: [] } : {}),
  };
}

async function branch(call: Call, view: { from: number; empty: boolean }, ask: Ask): Promise<Partial<Reply>> {
  const { from, empty } = view;
  if (call.method === 'eth_getBlockByNumber') {
    const found = Block.safeParse(await ask(call.method, call.params));
    return { result: found.success ? branchBlock(found.data, from, empty) : null };
  }
  const filter = Filter.parse(call.params[0]);
  let asked = filter;
  if (filter.blockHash !== undefined) {
    const own = masked(filter.blockHash);
    const number = await numberOf(ask, own);
    if (number !== undefined && number >= from) asked = { ...filter, blockHash: own };
    else if (((await numberOf(ask, filter.blockHash)) ?? from) >= from) return { error: unknownBlock };
  }
  const logs = Logs.parse(await ask(call.method, [asked]));
  const told = (log: Log): Log[] => {
    if (Number(log.blockNumber) < from) return [log];
    return empty ? [] : [{ ...log, blockHash: masked(log.blockHash) }];
  };
  return { result: logs.flatMap(told) };
}

const seen = new Set(['eth_blockNumber', 'eth_getBlockByNumber', 'eth_getLogs']);

/** Answers a question as a node with such a view does; undefined where the view makes no difference. */
export async function answerWith(view: View, call: Call, ask: Ask): Promise<Partial<Reply> | undefined> {
  if (!seen.has(call.method)) return undefined;
  if (view.kind === 'older') return older(call, Math.max(0, (await headOf(ask)) - view.by), ask);
  return call.method === 'eth_blockNumber' ? undefined : branch(call, view, ask);
}
