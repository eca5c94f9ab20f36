import { z } from 'zod';
import { Address, Bytes32, Hex } from '../ids.ts';
import { equal, ofBlock, range, shape } from './shape.ts';
import { account, Count, hash, place, placeKey, text, time, whole } from './values.ts';

const eventName = z
  .string()
  .regex(/^[a-zA-Z]{1,40}\.[a-zA-Z0-9]{1,60}$/, 'expected contract and event, e.g. jobs.JobOrdered');

export const logs = shape({
  path: 'logs',
  name: 'Log',
  description:
    'Every log of the deployment’s contracts as it came, with its event decoded. A job is followed from order to payout by its id as `topic1`.',
  view: z.object({
    ...place,
    blockHash: hash('hash of the block'),
    blockTimestamp: time('block time, in seconds'),
    transactionHash: hash('transaction'),
    transactionIndex: whole('index of the transaction in its block'),
    address: account('contract that wrote it'),
    topics: z.array(Bytes32.describe('topic')).describe('topics, at most four'),
    data: Hex.describe('data'),
    event: text('contract and event, e.g. `jobs.JobOrdered`; absent where no decoder took it').optional(),
    arguments: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('what the event says; amounts as decimal strings'),
  }),
  key: placeKey,
  filters: {
    event: equal(eventName, 'contract and event, which is what the first topic says'),
    address: equal(Address, 'contract that wrote it'),
    topic1: equal(Bytes32, 'second topic: the first indexed argument, padded to 32 bytes'),
    topic2: equal(Bytes32, 'third topic'),
    topic3: equal(Bytes32, 'fourth topic; has no index, so give an event or an address where it is rare'),
    transactionHash: equal(Bytes32, 'transaction'),
    blockNumber: ofBlock('block'),
    blockTimestamp: range(Count, 'block time, in seconds'),
  },
  sorts: ['block'],
});
