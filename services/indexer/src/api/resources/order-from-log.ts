import { orderToWire } from '@atoll/schemas/order';
import { jobsDecoders } from '../../decode/generated/jobs.ts';
import type { FieldSource } from '../resource/binding.ts';

/** The log of an order does not say one: what is stored in its place is not what was indexed. */
class OrderUnreadable extends Error {}

const [topic, decoder] = Object.entries(jobsDecoders).find(([, { event }]) => event === 'JobOrdered') ?? [];

/** The whole order, decoded from its log where somebody asks for it: no table keeps it a second time. */
export const orderFromLog: FieldSource = {
  nullable: true,
  json: (_scope, t) =>
    `(select '"0x' || encode(l.data, 'hex') || '"' from logs as l where l.block_number = ${t}.ordered_block and l.log_index = ${t}.ordered_log)`,
  finish: (value) => {
    if (typeof value !== 'string' || topic === undefined || decoder === undefined) return undefined;
    // The order itself is not indexed, so topics beyond the first do not matter to it.
    const event = decoder.decode([topic, topic, noAccount, noAccount], value);
    if (event.name !== 'jobs.JobOrdered') throw new OrderUnreadable(event.name);
    return orderToWire(event.order);
  },
};

const noAccount = `0x${'0'.repeat(64)}`;
