/** How many blocks the next span has, as learnt from those before it. */
export interface SpanSize {
  readonly blocks: number;
  /** Logs of a block, as of late; undefined before the first answer. */
  readonly density: number | undefined;
  /** A span of this many blocks was refused not long ago. */
  readonly refused: number;
  /** Spans read since that refusal. */
  readonly calm: number;
}

export interface SpanLimits {
  /** Logs that a span should hold. */
  readonly logs: number;
  /** Most blocks of a span. */
  readonly blocks: number;
}

const firstBlocks = 32;
/** Most that a span grows by at once: a quiet stretch says little about the next. */
const growth = 8;
/** Spans after which a refused size is tried again: some nodes refuse for the logs of a stretch, not for its blocks. */
const calmAfter = 32;

export function firstSpanSize(limits: SpanLimits): SpanSize {
  return { blocks: Math.min(firstBlocks, limits.blocks), density: undefined, refused: Infinity, calm: 0 };
}

/** The size after a span of `blocks` blocks gave `logs` logs. */
export function afterSpan(
  size: SpanSize,
  read: { blocks: number; logs: number },
  limits: SpanLimits,
): SpanSize {
  const now = read.logs / read.blocks;
  // a rise is believed at once, a fall by halves: too long a span costs more than too short a one
  const density = size.density === undefined ? now : Math.max(now, (size.density + now) / 2);
  const calm = size.calm + 1;
  const refused = calm >= calmAfter ? Infinity : size.refused;
  const wanted = density === 0 ? Infinity : Math.floor(limits.logs / density);
  // by what was read, not by what was last asked for: a few short spans in flight would each multiply it
  const grown = Math.max(size.blocks, read.blocks * growth);
  const blocks = Math.max(1, Math.min(wanted, grown, limits.blocks, refused - 1));
  return { blocks, density, refused, calm };
}

/** The size after a node refused a span of `blocks` blocks, or could not answer it. */
export function afterRefusal(size: SpanSize, blocks: number): SpanSize {
  const half = Math.max(1, Math.floor(Math.min(size.blocks, blocks) / 2));
  return { ...size, blocks: half, refused: Math.max(2, Math.min(size.refused, blocks)), calm: 0 };
}
