import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import { makeFeeds } from './make-feeds.ts';
import { Moments } from './moments.ts';
import { openModel } from './open-model.ts';
import { type Plan, placeOf, planInputs } from './plan-inputs.ts';
import { measureFor, type Quality } from './quality.ts';
import { readOutputs, type Scored } from './read-outputs.ts';
import { type Cell, readTable, type Table } from './read-table.ts';
import { Refusal } from './refusal.ts';
import type { Parameters, Task } from './task.ts';
import { writePredictions } from './write-predictions.ts';

/** Where a run finds and leaves what. */
export interface Places {
  readonly model: string;
  readonly input: string;
  readonly outputs: string;
}

/**
 * Scores a table with a model, a batch at a time, and writes the outputs that the task names. A batch and a few counters are all that is in
 * memory, whatever the size of the table.
 *
 * @returns rows that were scored
 * @throws Refusal
 */
export async function score(places: Places, task: Task, parameters: Parameters): Promise<number> {
  const table = await readTable(places.input, parameters.file);
  const { session, execution } = await openModel(places.model, task);
  const { label } = parameters;
  const plan = planInputs(session, table, { columns: parameters.columns, label: label?.column });
  const compared =
    label === undefined
      ? undefined
      : { place: placeOf(table.columns, label.column), ...outputFor(session, parameters) };
  const names = outputNames(session);
  const predictions =
    task.predictions === undefined
      ? undefined
      : writePredictions(join(places.outputs, 'predictions.csv'), task.predictions);
  const summary = summarise(parameters, compared);

  let rows = 0;
  for await (const batch of batches(table, plan.fixedRows ?? parameters.batch)) {
    const outputs = await run(session, plan, names, batch, rows);
    rows += batch.length;
    await predictions?.add(outputs, batch.length);
    summary.add(outputs, batch);
  }
  if (rows === 0) throw new Refusal('the table has no rows');
  const written = await predictions?.end();
  if (task.summary !== undefined) {
    const text = {
      rows,
      execution,
      ...(written === undefined ? {} : { predictions: { written } }),
      ...summary.view(),
    };
    await writeFile(join(places.outputs, 'summary.json'), `${JSON.stringify(text)}\n`);
  }
  if (written !== undefined && written < rows)
    process.stderr.write(`predictions.csv holds ${written} of ${rows} rows: no more may leave\n`);
  await session.release();
  return rows;
}

async function run(
  session: InferenceSession,
  plan: Plan,
  names: readonly string[],
  batch: readonly (readonly Cell[])[],
  firstRow: number,
): Promise<Scored[]> {
  const feeds = makeFeeds(plan, batch, firstRow);
  let found: InferenceSession.OnnxValueMapType;
  try {
    found = await session.run(feeds, [...names]);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal(
      `the model failed on rows ${firstRow + 1} to ${firstRow + batch.length}: ${message.slice(0, 500)}`,
      {
        cause,
      },
    );
  }
  const outputs = readOutputs(found, names, { rows: batch.length, filled: plan.fixedRows ?? batch.length });
  // What the runtime holds of a batch is let go now, not when JavaScript finds the time.
  for (const tensor of [...Object.values(feeds), ...Object.values(found)])
    if (tensor.location !== 'cpu') tensor.dispose();
  return outputs;
}

/** Rows in batches of one size, the last one smaller. */
async function* batches(table: Table, size: number): AsyncGenerator<readonly (readonly Cell[])[]> {
  let held: (readonly Cell[])[] = [];
  for await (const chunk of table.chunks) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.slice(at, at + size - held.length);
      at += part.length;
      for (const row of part) held.push(row);
      if (held.length < size) continue;
      yield held;
      held = [];
    }
  }
  if (held.length > 0) yield held;
}

/** Tensors; a sequence or a map, as some exporters leave beside them, is not read. */
function outputNames(session: InferenceSession): string[] {
  const names = session.outputMetadata.flatMap((output) => (output.isTensor ? [output.name] : []));
  if (names.length === 0)
    throw new Refusal('the model has no output that is a tensor; export it without ZipMap');
  return names;
}

/** The output that is compared with the label. */
function outputFor(session: InferenceSession, { output, label }: Parameters): { output: string } {
  const tensors = session.outputMetadata.filter((each) => each.isTensor);
  if (output !== undefined) {
    if (!tensors.some(({ name }) => name === output))
      throw new Refusal('the model has no such output as the parameter output names');
    return { output };
  }
  const real = tensors.find(({ type }) => type === 'float32' || type === 'float64');
  const found = (label?.kind === 'classes' ? undefined : real) ?? real ?? tensors[0];
  if (found === undefined)
    throw new Refusal('the model has no output that is a tensor; export it without ZipMap');
  return { output: found.name };
}

function summarise(parameters: Parameters, compared: { place: number; output: string } | undefined) {
  const moments = new Map<string, Moments>();
  const quality: Quality | undefined =
    parameters.label === undefined ? undefined : measureFor(parameters.label);
  return {
    add(outputs: readonly Scored[], batch: readonly (readonly Cell[])[]): void {
      for (const output of outputs) {
        addMoments(moments, output, parameters.histogram);
        if (quality === undefined || compared?.output !== output.name) continue;
        for (const [row, cells] of batch.entries()) quality.add(output, row, cells[compared.place]);
      }
    },
    view: () => ({
      outputs: Object.fromEntries([...moments].map(([name, each]) => [name, each.view()])),
      ...(quality === undefined
        ? {}
        : { quality: { label: parameters.label?.column, output: compared?.output, ...quality.view() } }),
    }),
  };
}

/** Text that a model gives is no number to be summed up; it is compared with classes or not told. */
function addMoments(moments: Map<string, Moments>, output: Scored, range: Parameters['histogram']): void {
  if (output.isText || output.width > 64) return;
  for (let column = 0; column < output.width; column++) {
    const name = output.width === 1 ? output.name : `${output.name}_${column}`;
    let own = moments.get(name);
    if (own === undefined) moments.set(name, (own = new Moments(range)));
    for (let at = column; at < output.values.length; at += output.width) own.add(Number(output.values[at]));
  }
}
