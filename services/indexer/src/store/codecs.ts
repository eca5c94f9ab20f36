import { factNames, facts, type FactName, type StateName, stateNames, states } from '../project/tables.ts';
import { RowCodec } from './row-codec.ts';
import { undo } from './tables/governance.ts';
import { blocks, logs } from './tables/read.ts';

/** How the rows of each table are written and read. */
const codecs: ReadonlyMap<string, RowCodec> = new Map([
  ...stateNames.map((name) => [name, new RowCodec(states[name])] as const),
  ...factNames.map((name) => [name, new RowCodec(facts[name])] as const),
]);

export const undoCodec = new RowCodec(undo);
export const blockCodec = new RowCodec(blocks);
export const logCodec = new RowCodec(logs);

export function codecOf(table: StateName | FactName): RowCodec {
  const codec = codecs.get(table);
  if (codec === undefined) throw new TypeError(`no table ${table}`);
  return codec;
}
