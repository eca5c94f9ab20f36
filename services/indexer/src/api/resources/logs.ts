import { RawLog } from '@atoll/chain/raw-log';
import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';
import * as shapes from '@atoll/schemas/indexer/logs';
import { Emitters, eventNamesOf } from '../../decode/emitters.ts';
import { shareTokenDecoders } from '../../decode/generated/shareToken.ts';
import { DoesNotFit } from '../../decode/words.ts';
import * as tables from '../../store/tables/read.ts';
import { bind, byPlace, type ChainFacts, type FieldSource } from '../resource/binding.ts';
import { compile } from '../resource/compiled.ts';

const topicNames = ['topic0', 'topic1', 'topic2', 'topic3'];
const hex = (value: string) => `'"0x' || encode(${value}, 'hex') || '"'`;
const topicList = (t: string) =>
  `'[' || concat_ws(',', ${topicNames.map((name) => hex(`${t}.${name}`)).join(', ')}) || ']'`;

interface LogWire {
  readonly address: Address;
  readonly event: string;
  readonly topics: readonly Bytes32[];
  readonly data: Hex;
}

/** Guarantee: the statement below puts exactly this together. */
const logWire = (value: unknown): LogWire => value as LogWire;

/** Amounts as decimal strings, at any depth. */
const plainly = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each)),
  );

/** What a log says, by the decoder that took it when it was indexed. */
function argumentsOf(log: LogWire, { contracts }: ChainFacts): unknown {
  // The market's share tokens are contracts of their own, each with the same events.
  const decoders = log.event.startsWith('shareToken.')
    ? shareTokenDecoders
    : new Emitters(contracts).decodersOf(log.address);
  const decoder = decoders?.[log.topics[0] ?? ''];
  if (decoder === undefined) return undefined;
  try {
    const { name: _name, ...rest } = decoder.decode(RawLog.saying(log.topics, log.data));
    return plainly(rest);
  } catch (error) {
    if (error instanceof DoesNotFit) return undefined;
    throw error;
  }
}

const decoded: FieldSource = {
  nullable: true,
  json: (_scope, t) => `'{"event":' || to_json(${t}.event) || ',"address":' || ${hex(`${t}.address`)}
    || ',"topics":' || ${topicList(t)} || ',"data":' || ${hex(`${t}.data`)} || '}'`,
  finish: (value, chain) => argumentsOf(logWire(value), chain),
};

export const logs = compile(
  bind({
    shape: shapes.logs,
    table: tables.logs,
    kind: 'fact',
    key: ['block_number', 'log_index'],
    fields: {
      topics: { nullable: false, json: (_scope, t) => topicList(t) },
      arguments: decoded,
    },
    filters: {
      address: {
        kind: 'implying',
        // Events have an index, contracts none: a log's contract follows from its event, except where no decoder took it.
        implied: (values, t, { contracts }) => {
          const events = new Set(values.flatMap((value) => eventNamesOf(contracts, value.toLowerCase())));
          const names = [...events].map((name) => `'${name}'`).join(', ');
          return `(${t}.event is null or ${t}.event in (${names}))`;
        },
      },
    },
    sorts: byPlace,
  }),
);
