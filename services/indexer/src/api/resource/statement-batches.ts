import type { Parameter } from './parameters.ts';

/** A statement as its reader runs it; whoever has the same text can be asked together. */
export interface Askable {
  readonly text: string;
  readonly values: readonly Parameter[];
}

/** A statement that answers many askers at once: one row for each, numbered by `asker` from 1; who is told nothing has none. */
export interface BatchText {
  readonly text: string;
  readonly parameters: number;
}

/** A place of a parameter with its type, as `Parameters` writes it. */
const placeholder = /\$([0-9]+)::([a-z]+)(\[\])?/g;

/** Types whose arrays the connections know. */
const batched = new Set(['bytea', 'numeric', 'bigint', 'text']);

/**
 * The same statement for several lists of parameters, which come as an array for each of them; undefined where one of them is a list or of a
 * type whose lists are not known. The arrays hide in subqueries: were their lengths known, every run would be planned anew.
 */
export function batchText(text: string): BatchText | undefined {
  const types = new Map<number, string>();
  let whole = true;
  const inner = text.replaceAll(placeholder, (_all, number: string, type: string, list?: string) => {
    const before = types.get(Number(number));
    whole &&= list === undefined && batched.has(type) && (before === undefined || before === type);
    types.set(Number(number), type);
    return `b.p${number}`;
  });
  if (!whole || types.size === 0) return undefined;
  const numbers = [...types.keys()].sort((a, b) => a - b);
  if (numbers.at(-1) !== numbers.length) return undefined;
  const arrays = numbers.map((number) => `(select $${number}::${types.get(number)}[])`);
  const names = numbers.map((number) => `p${number}`);
  return {
    text: `select b.asker, s.* from unnest(${arrays.join(', ')}) with ordinality as b (${names.join(', ')}, asker)
      cross join lateral (${inner}) as s`,
    parameters: numbers.length,
  };
}

interface Asked<Row> {
  readonly values: readonly Parameter[];
  readonly answer: PromiseWithResolvers<Row | undefined>;
}

interface Waiting<Row> {
  readonly batch: BatchText;
  readonly single: (values: readonly Parameter[]) => Promise<Row | undefined>;
  readonly asked: Asked<Row>[];
}

export interface BatchParameters<Row> {
  /** Runs a batch: the rows of all its askers, each with its number. */
  readonly run: (
    text: string,
    arrays: readonly (readonly Parameter[])[],
  ) => Promise<readonly (Row & { readonly asker: bigint })[]>;
  /** Batches that are under way at once. */
  readonly lanes?: number;
  /** Askers of one batch at most. */
  readonly most?: number;
}

/**
 * Puts statements of one text together while the database is busy: a batch costs one exchange of messages, one start of the executor and one
 * snapshot, which are two thirds of a listing's price. Who asks alone is sent at once and waits for nobody. An asker's statement is
 * begun after it asked, so it sees whatever was committed before.
 */
export class StatementBatches<Row> {
  readonly #run: BatchParameters<Row>['run'];
  readonly #lanes: number;
  readonly #most: number;
  /** By text; the one that waits longest comes first. */
  readonly #waiting = new Map<string, Waiting<Row>>();
  #busy = 0;
  #scheduled = false;

  constructor({ run, lanes = 4, most = 16 }: BatchParameters<Row>) {
    this.#run = run;
    this.#lanes = lanes;
    this.#most = most;
  }

  /** @param single runs the statement for this asker alone, where the batch fails */
  ask(
    batch: BatchText,
    values: readonly Parameter[],
    single: Waiting<Row>['single'],
  ): Promise<Row | undefined> {
    const answer = Promise.withResolvers<Row | undefined>();
    let waiting = this.#waiting.get(batch.text);
    if (waiting === undefined) this.#waiting.set(batch.text, (waiting = { batch, single, asked: [] }));
    waiting.asked.push({ values, answer });
    this.#sendSoon();
    return answer.promise;
  }

  /** Once all that has arrived by now has asked. */
  #sendSoon(): void {
    if (this.#scheduled || this.#busy >= this.#lanes) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      while (this.#busy < this.#lanes && this.#sendNext());
    });
  }

  #sendNext(): boolean {
    for (const [text, waiting] of this.#waiting) {
      const asked = waiting.asked.splice(0, this.#most);
      this.#waiting.delete(text);
      // Those who are left come after all others.
      if (waiting.asked.length > 0) this.#waiting.set(text, waiting);
      this.#busy += 1;
      void this.#send(waiting, asked).finally(() => {
        this.#busy -= 1;
        this.#sendSoon();
      });
      return true;
    }
    return false;
  }

  /** Never fails: each asker is told. */
  async #send({ batch, single }: Waiting<Row>, asked: readonly Asked<Row>[]): Promise<void> {
    const arrays = Array.from({ length: batch.parameters }, (_none, index) =>
      asked.map(({ values }) => values[index] ?? ''),
    );
    try {
      const rows = await this.#run(batch.text, arrays);
      const byAsker = new Map(rows.map((row) => [Number(row.asker), row]));
      asked.forEach(({ answer }, index) => answer.resolve(byAsker.get(index + 1)));
    } catch (error) {
      const [first] = asked;
      if (asked.length === 1) first?.answer.reject(error);
      // One that is too costly, or wrong, is no reason to refuse the others.
      else for (const { values, answer } of asked) single(values).then(answer.resolve, answer.reject);
    }
  }
}
