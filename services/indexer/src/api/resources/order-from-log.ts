import { RawLog } from '@atoll/chain/raw-log';
import { Hex } from '@atoll/schemas/ids';
import { orderToWire } from '@atoll/schemas/order';
import { zeroHash } from 'viem';
import { jobsDecoders } from '../../decode/generated/jobs.ts';
import type { FieldSource } from '../resource/binding.ts';

/** The log of an order does not say one: what is stored in its place is not what was indexed. */
class OrderUnreadable extends Error {}

const decoder = Object.values(jobsDecoders).find(({ event }) => event === 'JobOrdered');

/** The whole order, decoded from its log where somebody asks for it: no table keeps it a second time. */
export const orderFromLog: FieldSource = {
  nullable: true,
  json: (_scope, t) =>
    `(select '"0x' || encode(l.data, 'hex') || '"' from logs as l where l.block_number = ${t}.ordered_block and l.log_index = ${t}.ordered_log)`,
  finish: (value) => {
    if (decoder === undefined || value === null || value === undefined) return undefined;
    // The order itself is not indexed, so it does not matter which topics there are.
    const event = decoder.decode(RawLog.saying([zeroHash, zeroHash, zeroHash, zeroHash], Hex.parse(value)));
    if (event.name !== 'jobs.JobOrdered') throw new OrderUnreadable(event.name);
    return orderToWire(event.order);
  },
};
