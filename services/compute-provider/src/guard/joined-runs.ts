import type { CharacterRoles } from './character-roles.ts';

/** How something is spelled in runs of an alphabet. */
export interface Spelling {
  /** What surely parts no text, and what may part none: who packs each of several files reads the former, who cuts one the latter. */
  readonly strict: LineRule;
  readonly lenient: LineRule;
  /** The code of what a run may end with, besides. */
  readonly padding?: number;
  /** Characters that spell whole bytes. */
  readonly unit: number;
  /** Shorter texts hold less than a record. */
  readonly least: number;
  /** Of shorter lines nothing is made: numbers of a table would all be read as such. */
  readonly leastLine: number;
  /** Runs below this are words, unless so many characters of them follow each other. */
  readonly leastRun: number;
  readonly leastOfWords: number;
}

/** Which runs are lines of one text: those of one length, of which the last may be shorter, and, where it says so, those of whole bytes. */
export interface LineRule {
  readonly roles: CharacterRoles;
  readonly ofWholeBytes: boolean;
}

export interface JoinedRun {
  /** Where it begins. */
  readonly index: number;
  readonly text: string;
  /** The length of its lines, where it is made of several that do not spell whole bytes: all but the last have it. */
  readonly width: number | undefined;
}

/**
 * Texts of an alphabet, with their lines joined: as the strict rule has them and, where that has other ones, as the lenient rule has them.
 *
 * @param text in which a character is a byte
 */
export function* joinedRuns(text: string, spelling: Spelling): Generator<JoinedRun> {
  yield* runsBy(spelling.strict, text, spelling);
  yield* runsBy(spelling.lenient, text, spelling, spelling.strict);
}

/** @param known a rule that those texts are passed over of which it joins all lines */
function* runsBy(rule: LineRule, text: string, spelling: Spelling, known?: LineRule): Generator<JoinedRun> {
  const { unit, padding } = spelling;
  const joined = Buffer.allocUnsafe(text.length);
  let size = 0;
  let index = 0;
  let lines = 0;
  let width = 0;
  let whole = true;
  let isKnown = known !== undefined;
  let line = { from: 0, to: 0 };
  const give = (): JoinedRun[] => {
    const least = width < spelling.leastRun ? spelling.leastOfWords : spelling.least;
    if (isKnown || size < least) return [];
    return [
      { index, text: joined.toString('latin1', 0, size), width: lines > 1 && !whole ? width : undefined },
    ];
  };
  for (
    let from = rule.roles.nextFrom(text, 0), to = 0;
    from < text.length;
    from = rule.roles.nextFrom(text, to)
  ) {
    to = endOfRun(text, from, spelling);
    const length = to - from;
    const last = line.to - line.from;
    const isWhole = length % unit === 0;
    const isNear = lines > 0 && rule.roles.isBetween(text, line.to, from);
    const isPadded = isNear && text.charCodeAt(line.to - 1) === padding;
    const isOfLength = last === width && length <= width && !isPadded;
    const isOfBytes = whole && isWhole;
    if (isNear && (isOfLength || (rule.ofWholeBytes && isOfBytes))) {
      if (isKnown)
        isKnown =
          (isOfLength || known?.ofWholeBytes === true) &&
          known?.roles.isBetween(text, line.to, from) === true;
    } else {
      yield* give();
      // The first line may be the one before: it was none of what came before it.
      const isSecond = isNear && length <= last && last >= spelling.leastLine && !isPadded;
      size = isSecond ? joined.copy(joined, 0, size - last, size) : 0;
      lines = isSecond ? 1 : 0;
      index = isSecond ? line.from : from;
      width = isSecond ? last : length;
      whole = width % unit === 0;
      isKnown = known !== undefined && (!isSecond || known.roles.isBetween(text, line.to, from));
    }
    if (lines === 0 && length < spelling.leastLine) continue;
    size = append(joined, size, text, from, to);
    lines += 1;
    whole &&= isWhole;
    line = { from, to };
  }
  yield* give();
}

function endOfRun(text: string, from: number, { strict, padding, unit }: Spelling): number {
  let at = strict.roles.endOf(text, from);
  for (let count = 1; count < unit && text.charCodeAt(at) === padding; count++) at += 1;
  return at;
}

/** Short lines are many, and a call for each into the engine would take longer. */
function append(bytes: Buffer, size: number, text: string, from: number, to: number): number {
  if (to - from > 64) return size + bytes.write(text.slice(from, to), size, 'latin1');
  for (let at = from; at < to; at++) bytes[size + at - from] = text.charCodeAt(at);
  return size + to - from;
}
