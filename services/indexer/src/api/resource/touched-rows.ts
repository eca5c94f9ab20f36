import type { Standing } from './changed-rows.ts';
import type { Watch } from './watch.ts';

/** Where an answer was read. */
export interface ReadAt {
  readonly number: number;
  readonly reorg: string;
  /** `generation` when it began to be read. */
  readonly generation: number;
}

/** Marks that are remembered; beyond them all is forgotten, and every answer of before is read anew. */
const mostMarks = 200_000;

/**
 * Knows in which blocks rows of a table were last changed, by their values, so that an answer which no block has touched since it was read can be given
 * again. A row counts with its values of before and of after. That a mirror's rows change with its blocks alone, each change above
 * finality with an undo row, is what makes reorgs and `asOf` right; whatever else happens (a reorg, a database that lost its last
 * commits, tables that were swapped, blocks that were final at once) touches everything.
 */
export class TouchedRows {
  readonly #look: (after: number) => Promise<Standing | undefined>;
  readonly #most: number;
  /** The last block that touched a row, and a row with a mark. */
  #last = -1;
  readonly #byMark = new Map<string, number>();
  #standing: Standing | undefined;
  /** Changes of the blocks above this one are known. */
  #floor = 0;
  #generation = 0;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(look: (after: number) => Promise<Standing | undefined>, most = mostMarks) {
    this.#look = look;
    this.#most = most;
  }

  /** Another number where tables were swapped for others. */
  get generation(): number {
    return this.#generation;
  }

  /** How the mirror stood when it was last looked at. */
  get standing(): Standing | undefined {
    return this.#standing;
  }

  /** Brings what is known to a snapshot that was taken since, or to a later one. */
  async reach(stamp: string): Promise<void> {
    if (this.#standing?.stamp === stamp) return;
    // One that is under way may have begun before that snapshot was taken.
    await this.#running;
    if (this.#standing?.stamp === stamp) return;
    await (this.#next ??= this.#lookAgain());
  }

  /** Whether nothing that an answer depends on was touched since it was read, as far as is known. */
  holds({ number, reorg, generation }: ReadAt, { conditions }: Watch): boolean {
    const standing = this.#standing;
    if (standing === undefined || generation !== this.#generation || reorg !== standing.reorg) return false;
    if (number < this.#floor || number > standing.number) return false;
    if (this.#last <= number) return true;
    return conditions.some((marks) => marks.every((mark) => (this.#byMark.get(mark) ?? -1) <= number));
  }

  async #lookAgain(): Promise<void> {
    await this.#running;
    // From here on, whoever asks comes too late for this look.
    this.#next = undefined;
    const looking = this.#look(this.#standing?.number ?? Number.MAX_SAFE_INTEGER).then((found) =>
      this.#take(found),
    );
    // Who asked is told of a failure; who waits looks for itself.
    this.#running = looking.catch(() => undefined).then(() => undefined);
    await looking;
  }

  #take(found: Standing | undefined): void {
    const before = this.#standing;
    this.#standing = found;
    if (found?.tables !== before?.tables) this.#generation += 1;
    if (found === undefined) return;
    const { changed, number } = found;
    const followed =
      before !== undefined &&
      found.tables === before.tables &&
      found.reorg === before.reorg &&
      found.known === before.hash &&
      before.number >= found.finalized &&
      number >= before.number;
    if (!followed || changed === undefined) return this.#forget(number);
    for (const { block, marks } of changed) {
      this.#last = Math.max(this.#last, block);
      for (const mark of marks) this.#byMark.set(mark, Math.max(this.#byMark.get(mark) ?? -1, block));
    }
    if (this.#byMark.size > this.#most) this.#forget(number);
  }

  #forget(number: number): void {
    this.#byMark.clear();
    this.#last = -1;
    this.#floor = number;
  }
}
