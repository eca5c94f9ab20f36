import { numberOf, textOf } from './make-feeds.ts';
import { RankCurve } from './rank-curve.ts';
import type { Scored } from './read-outputs.ts';
import type { Cell } from './read-table.ts';
import { Refusal } from './refusal.ts';
import type { Label } from './task.ts';

/** Compares what the model says of rows with their label; nothing of a single row is kept. */
export interface Quality {
  add(output: Scored, row: number, label: Cell): void;
  view(): Readonly<Record<string, unknown>>;
}

/** The measure that suits the label. */
export function measureFor(label: Label): Quality {
  switch (label.kind) {
    case 'binary':
      return binary(label);
    case 'classes':
      return classes(label.classes);
    case 'number':
      return regression();
  }
}

function binary({ positive, threshold }: Extract<Label, { kind: 'binary' }>): Quality {
  const curve = new RankCurve();
  const matrix = { truePositive: 0, falsePositive: 0, falseNegative: 0, trueNegative: 0 };
  let unusable = 0;
  return {
    add(output, row, label) {
      if (output.width > 2)
        throw new Refusal(`output ${output.name} has more than two values a row: give classes`);
      const score = numericAt(output, row, output.width - 1);
      if (!Number.isFinite(score)) {
        unusable += 1;
        return;
      }
      const isPositive = textOf(label) === positive;
      curve.add(score, isPositive);
      const said = score >= threshold;
      if (said) matrix[isPositive ? 'truePositive' : 'falsePositive'] += 1;
      else matrix[isPositive ? 'falseNegative' : 'trueNegative'] += 1;
    },
    view() {
      const { truePositive, falsePositive, falseNegative, trueNegative } = matrix;
      const rows = truePositive + falsePositive + falseNegative + trueNegative;
      return {
        positiveClass: positive,
        threshold,
        rows,
        withoutScore: unusable,
        accuracy: share(truePositive + trueNegative, rows),
        f1: share(2 * truePositive, 2 * truePositive + falsePositive + falseNegative),
        auc: curve.area(),
        confusionMatrix: matrix,
      };
    },
  };
}

function classes(names: readonly string[]): Quality {
  const places = new Map(names.map((name, index) => [name, index]));
  const matrix = names.map(() => new Array<number>(names.length).fill(0));
  let [other, right, rows] = [0, 0, 0];
  return {
    add(output, row, label) {
      const actual = places.get(textOf(label));
      const said = classAt(output, row, places);
      if (actual === undefined || said === undefined) {
        other += 1;
        return;
      }
      rows += 1;
      if (actual === said) right += 1;
      const line = matrix[actual];
      if (line !== undefined) line[said] = (line[said] ?? 0) + 1;
    },
    view: () => ({
      classes: names,
      rows,
      ofOtherClasses: other,
      accuracy: share(right, rows),
      /** A line for each class that rows are of, with the classes that the model gave them. */
      confusionMatrix: matrix,
    }),
  };
}

/** The class of the greatest of as many values as there are classes, else the one that is named or counted out. */
function classAt(output: Scored, row: number, places: ReadonlyMap<string, number>): number | undefined {
  if (output.width === 1) {
    const value = output.values[row];
    if (typeof value === 'string') return places.get(value);
    return value !== undefined && Number.isInteger(value) && value >= 0 && value < places.size
      ? value
      : undefined;
  }
  if (output.width !== places.size)
    throw new Refusal(
      `output ${output.name} has ${output.width} values a row, but there are ${places.size} classes`,
    );
  let best = 0;
  for (let column = 1; column < output.width; column++)
    if (numericAt(output, row, column) > numericAt(output, row, best)) best = column;
  return Number.isFinite(numericAt(output, row, best)) ? best : undefined;
}

function regression(): Quality {
  let [rows, without, absolute, squared, mean] = [0, 0, 0, 0, 0];
  return {
    add(output, row, label) {
      if (output.width !== 1)
        throw new Refusal(`output ${output.name} has ${output.width} values a row, a number is one`);
      const actual = numberOf(label);
      const difference = numericAt(output, row, 0) - (actual ?? NaN);
      if (!Number.isFinite(difference)) {
        without += 1;
        return;
      }
      rows += 1;
      absolute += Math.abs(difference);
      squared += difference * difference;
      mean += difference;
    },
    view: () => ({
      rows,
      notCompared: without,
      meanAbsoluteError: share(absolute, rows),
      rootMeanSquareError: rows === 0 ? null : Math.sqrt(squared / rows),
      meanError: share(mean, rows),
    }),
  };
}

function numericAt(output: Scored, row: number, column: number): number {
  const value = output.values[row * output.width + column];
  if (typeof value === 'number') return value;
  throw new Refusal(`output ${output.name} holds text, which is compared with the parameter classes only`);
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
