// Types alone are taken from the schemas: the guard's process starts faster without zod.
import type { TableShape } from './table-shape.ts';
import { type MatchKind, matchKinds } from './match-kind.ts';

/** Entries of a table at most: 11 bytes each in memory, 20 while it is built. */
const maxEntries = 1 << 24;
/** Entries of a bucket on average; they are looked through one by one. */
const perBucket = 8;
/** Bits of a fingerprint that an entry keeps beside its bucket. */
const remainderBits = 48;
/** A run of values that occurs more often in a dataset singles no record out. A whole row is kept however often it occurs. */
const maxRepeats = 8;
/** Bits of the first filter for each entry, two of which are set: about one in 70 of what is no entry passes it. */
const filterBitsPerEntry = 16;
const maxRecord = (1 << 30) - 1;

/**
 * How likely a value that is in no record matches some entry: the entries that share a bucket, times 2^-48. The first filter is
 * left out: it is not independent of the values.
 */
export function falseMatchRate(shape: Pick<TableShape, 'entries' | 'bucketBits'>): number {
  return shape.entries / 2 ** shape.bucketBits / 2 ** remainderBits;
}

/** Collects fingerprints in bounded memory: when it is full it keeps every other one, and says so. */
export class TableBuilder {
  #high = new Uint32Array(1 << 12);
  #low = new Uint32Array(1 << 12);
  #record = new Uint32Array(1 << 12);
  #weak = new Uint32Array(1 << 12);
  #size = 0;
  #sampling = 0;
  readonly #limit: number;

  constructor(limit = maxEntries) {
    this.#limit = limit;
  }

  /** @param record number of the record in its dataset; beyond 2^30 they share the last number */
  add(kind: MatchKind, record: number, weak: number, print: { high: number; low: number }): void {
    if (!isKept(print.low, this.#sampling)) return;
    if (this.#size === this.#limit) this.#thin();
    if (!isKept(print.low, this.#sampling)) return;
    if (this.#size === this.#high.length) this.#grow();
    const at = this.#size++;
    this.#high[at] = print.high;
    this.#low[at] = print.low;
    this.#record[at] = (matchKinds.indexOf(kind) << 30) | Math.min(record, maxRecord);
    this.#weak[at] = weak;
  }

  #grow(): void {
    const length = Math.min(this.#high.length * 2, this.#limit);
    const larger = (of: Uint32Array) => {
      const copy = new Uint32Array(length);
      copy.set(of);
      return copy;
    };
    this.#high = larger(this.#high);
    this.#low = larger(this.#low);
    this.#record = larger(this.#record);
    this.#weak = larger(this.#weak);
  }

  #thin(): void {
    this.#sampling += 1;
    let kept = 0;
    for (let at = 0; at < this.#size; at++) {
      if (!isKept(this.#low[at] ?? 0, this.#sampling)) continue;
      for (const part of [this.#high, this.#low, this.#record, this.#weak]) part[kept] = part[at] ?? 0;
      kept += 1;
    }
    this.#size = kept;
  }

  /** The table, with what is in it more than once left out. */
  finish(counts: { records: number }): { bytes: Uint8Array; shape: TableShape } {
    const bucketBits = bitsFor(this.#size / perBucket, 0, 24);
    const { order, index } = this.#inBuckets(bucketBits);
    const kept = this.#distinct(order, index);
    const filterBits = bitsFor(kept.length * filterBitsPerEntry, 10, 32);
    const shape = {
      version: 3,
      entries: kept.length,
      contents: this.#contentsOf(kept),
      bucketBits,
      filterBits,
      sampling: this.#sampling,
      records: counts.records,
      covered: this.#recordsOf(kept, counts.records),
    } as const;
    const bytes = new Uint8Array(layout(shape).size);
    const parts = partsOf(bytes, shape);
    let bucket = 0;
    for (const [place, at] of kept.entries()) {
      const high = this.#high[at] ?? 0;
      while (bucket <= bucketOf(high, bucketBits)) parts.index[bucket++] = place;
      parts.low[place] = this.#low[at] ?? 0;
      parts.high[place] = high & 0xffff;
      parts.record[place] = this.#record[at] ?? 0;
      mark(parts.filter, filterBits, this.#weak[at] ?? 0);
    }
    parts.index.fill(kept.length, bucket);
    return { bytes, shape };
  }

  #inBuckets(bucketBits: number): { order: Uint32Array; index: Uint32Array } {
    const index = new Uint32Array(2 ** bucketBits + 1);
    for (let at = 0; at < this.#size; at++) {
      const bucket = bucketOf(this.#high[at] ?? 0, bucketBits) + 1;
      index[bucket] = (index[bucket] ?? 0) + 1;
    }
    for (let bucket = 1; bucket < index.length; bucket++)
      index[bucket] = (index[bucket] ?? 0) + (index[bucket - 1] ?? 0);
    const next = index.slice();
    const order = new Uint32Array(this.#size);
    for (let at = 0; at < this.#size; at++) {
      const bucket = bucketOf(this.#high[at] ?? 0, bucketBits);
      const place = next[bucket] ?? 0;
      order[place] = at;
      next[bucket] = place + 1;
    }
    return { order, index };
  }

  /** Of each bucket the entries that differ, but for those that occur too often. */
  #distinct(order: Uint32Array, index: Uint32Array): Uint32Array {
    const kept = new Uint32Array(order.length);
    let size = 0;
    for (let bucket = 0; bucket + 1 < index.length; bucket++) {
      // Within a bucket the lower half tells entries apart, but for eight in 2^32.
      const seen = new Map<number, { first: number; times: number }>();
      for (const at of order.subarray(index[bucket], index[bucket + 1])) {
        const same = seen.get(this.#low[at] ?? 0);
        if (same === undefined) seen.set(this.#low[at] ?? 0, { first: at, times: 1 });
        else same.times += 1;
      }
      for (const { first, times } of seen.values()) {
        const isRow = (this.#record[first] ?? 0) >>> 30 === matchKinds.indexOf('row');
        if (isRow || times <= maxRepeats) kept[size++] = first;
      }
    }
    return kept.slice(0, size);
  }

  #contentsOf(kept: Uint32Array): number {
    let count = 0;
    for (const at of kept) if ((this.#record[at] ?? 0) >>> 30 === matchKinds.indexOf('bytes')) count += 1;
    return count;
  }

  #recordsOf(kept: Uint32Array, all: number): number {
    const records = new Uint8Array(Math.ceil((Math.min(all, maxRecord) + 1) / 8));
    let count = 0;
    for (const at of kept) {
      const record = (this.#record[at] ?? 0) & maxRecord;
      const bit = 1 << (record & 7);
      if (((records[record >>> 3] ?? 0) & bit) !== 0) continue;
      records[record >>> 3] = (records[record >>> 3] ?? 0) | bit;
      count += 1;
    }
    return count;
  }
}

/** A table in memory, to look fingerprints up in. */
export class FingerprintTable {
  readonly shape: TableShape;
  readonly #parts: ReturnType<typeof partsOf>;

  /** @throws RangeError where the bytes are not of the shape */
  constructor(bytes: Uint8Array, shape: TableShape) {
    if (bytes.byteLength !== layout(shape).size) throw new RangeError('the table is not of its shape');
    this.shape = shape;
    // Typed arrays want their bytes aligned, which a slice of a pool need not be.
    this.#parts = partsOf(bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes), shape);
  }

  /** False for certain; true for what is worth a fingerprint. */
  mayHold(weak: number): boolean {
    const { filter } = this.#parts;
    return (
      isSet(filter, firstBit(this.shape.filterBits, weak)) &&
      isSet(filter, secondBit(this.shape.filterBits, weak))
    );
  }

  find(print: { high: number; low: number }): { kind: MatchKind; record: number } | undefined {
    const { index, low, high, record } = this.#parts;
    const bucket = bucketOf(print.high, this.shape.bucketBits);
    const end = index[bucket + 1] ?? 0;
    for (let at = index[bucket] ?? 0; at < end; at++) {
      if (low[at] !== print.low || high[at] !== (print.high & 0xffff)) continue;
      const found = record[at] ?? 0;
      const kind = matchKinds[found >>> 30];
      if (kind !== undefined) return { kind, record: found & maxRecord };
    }
    return undefined;
  }
}

const isKept = (low: number, sampling: number) => (low & (2 ** sampling - 1)) === 0;
const bucketOf = (high: number, bits: number) => (bits === 0 ? 0 : high >>> (32 - bits));
const bitsFor = (size: number, least: number, most: number) =>
  Math.min(Math.max(Math.ceil(Math.log2(Math.max(size, 1))), least), most);

const firstBit = (bits: number, weak: number) => weak >>> (32 - bits);
const secondBit = (bits: number, weak: number) => Math.imul(weak, 0x9e3779b1) >>> (32 - bits);
const isSet = (filter: Uint8Array, bit: number) => ((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0;

function mark(filter: Uint8Array, bits: number, weak: number): void {
  for (const bit of [firstBit(bits, weak), secondBit(bits, weak)])
    filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
}

/** Where each part of a table begins, the widest first so that all are aligned. */
function layout({ bucketBits, entries, filterBits }: TableShape) {
  const index = 0;
  const low = index + 4 * (2 ** bucketBits + 1);
  const record = low + 4 * entries;
  const high = record + 4 * entries;
  const filter = high + 2 * entries;
  return { index, low, record, high, filter, size: filter + 2 ** filterBits / 8 };
}

function partsOf(bytes: Uint8Array, shape: TableShape) {
  const at = layout(shape);
  const { buffer, byteOffset } = bytes;
  return {
    index: new Uint32Array(buffer, byteOffset + at.index, 2 ** shape.bucketBits + 1),
    low: new Uint32Array(buffer, byteOffset + at.low, shape.entries),
    record: new Uint32Array(buffer, byteOffset + at.record, shape.entries),
    high: new Uint16Array(buffer, byteOffset + at.high, shape.entries),
    filter: new Uint8Array(buffer, byteOffset + at.filter, 2 ** shape.filterBits / 8),
  };
}
