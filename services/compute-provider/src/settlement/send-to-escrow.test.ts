import type { OutboxCall, OutboxEntry } from '@atoll/chain/outbox-types';
import { expect, test } from 'vitest';
import { sendToEscrow } from './send-to-escrow.ts';

const jobs = `0x${'e5'.repeat(20)}` as const;
const hash = `0x${'ab'.repeat(32)}` as const;

/** An outbox in which transactions lie under keys, each with what became of it. */
function outboxOf(statuses: Readonly<Record<string, 'success' | 'reverted' | undefined>>) {
  const sent: OutboxCall[] = [];
  const entryOf = (key: string): OutboxEntry => {
    const status = statuses[key];
    const mined = { hash, blockNumber: 1, blockHash: hash, gasUsed: 1n };
    return {
      ...{ key, sender: jobs, nonce: 0, to: jobs, data: '0x', gas: 1n, attempts: [], state: 'mined' },
      ...(status === undefined ? {} : { mined: { ...mined, status } }),
    };
  };
  const outbox = {
    get: (key: string) => Promise.resolve(key in statuses ? entryOf(key) : undefined),
    send: (call: OutboxCall) => {
      sent.push(call);
      return Promise.resolve(entryOf(call.key));
    },
  };
  return { ctx: { outbox, chain: { addresses: { jobs } } }, sent };
}

test.each([
  ['nothing was sent', {}, 'report:1'],
  ['it waits to be mined', { 'report:1': undefined }, 'report:1'],
  ['it was mined', { 'report:1': 'success' }, 'report:1'],
  ['it reverted', { 'report:1': 'reverted' }, 'report:1:2'],
  ['it reverted twice', { 'report:1': 'reverted', 'report:1:2': 'reverted' }, 'report:1:3'],
] as const)(
  'where %s, an act is sent by the transaction that can still do it',
  async (_what, statuses, key) => {
    const { ctx, sent } = outboxOf(statuses);
    await sendToEscrow(ctx, { key: 'report:1', data: '0x01' });
    expect(sent).toEqual([{ key, to: jobs, data: '0x01' }]);
  },
);
