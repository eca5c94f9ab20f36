import { countUpTo, impactOf, mostImpact, ordinalOf, type Postings } from './postings.ts';

/**
 * The assets up to an ordinal that have any of some words, each with the most that one of them weighs there.
 * @param room a number for each ordinal, all of them 0 before and after
 */
export function unionOf(lists: readonly Postings[], upTo: number, room: Uint8Array): Postings {
  const [first] = lists;
  if (first === undefined) return { packed: new Uint32Array(0), length: 0 };
  if (lists.length === 1) return { packed: first.packed, length: countUpTo(first, upTo) };
  let having = 0;
  for (const list of lists) {
    const end = countUpTo(list, upTo);
    for (let at = 0; at < end; at++) {
      const posting = list.packed[at] ?? 0;
      const ordinal = ordinalOf(posting);
      const before = room[ordinal] ?? 0;
      if (before === 0) having += 1;
      room[ordinal] = Math.max(before, impactOf(posting));
    }
  }
  const packed = new Uint32Array(having);
  let length = 0;
  // Few are gathered from their lists and sorted, many by going over all.
  if (having * 16 < upTo) {
    for (const list of lists) {
      const end = countUpTo(list, upTo);
      for (let at = 0; at < end; at++) {
        const ordinal = ordinalOf(list.packed[at] ?? 0);
        const impact = room[ordinal] ?? 0;
        if (impact === 0) continue;
        packed[length++] = ordinal * (mostImpact + 1) + impact;
        room[ordinal] = 0;
      }
    }
    packed.sort();
  } else {
    const end = Math.min(upTo + 1, room.length);
    for (let ordinal = 0; ordinal < end; ordinal++) {
      const impact = room[ordinal] ?? 0;
      if (impact === 0) continue;
      packed[length++] = ordinal * (mostImpact + 1) + impact;
      room[ordinal] = 0;
    }
  }
  return { packed, length };
}
