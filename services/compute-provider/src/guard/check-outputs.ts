import { lstat, open, readdir } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import type { DeclaredOutput } from '@atoll/schemas/metadata/algorithm';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { checkCsv } from './check-csv.ts';
import { checkJson } from './check-json.ts';
import { checkOnnx } from './check-onnx.ts';
import { checkText } from './check-text.ts';
import { commonPrecision, fullPrecision } from './round-number.ts';
import { OutputInvalid, OutputMissing, OutputTooLarge, OutputUndeclared } from './problems.ts';

/** An output that may leave, in the form in which it leaves. */
export interface CleanOutput {
  readonly name: string;
  readonly type: DeclaredOutput['type'];
  readonly bytes: Uint8Array;
}

/** What may leave a dataset: the strictest of several datasets' rules. */
export type ReleaseRules = Pick<DatasetRules, 'outputTypes' | 'maxOutputBytes' | 'precision'>;

/**
 * The egress guard: of what an algorithm left in a folder, what may leave. Only declared files that are regular, of declared
 * type and size, written anew, the numbers of JSON and CSV in as few digits as manifest and owners say. One thing that is not so and nothing leaves.
 *
 * @param directory the persisted outputs, as they came out of the container: nothing in it is trusted
 * @throws OutputMissing, OutputUndeclared, OutputTooLarge, OutputInvalid
 */
export async function checkOutputs(input: {
  directory: string;
  declared: readonly DeclaredOutput[];
  rules: ReleaseRules;
}): Promise<CleanOutput[]> {
  const byName = new Map(input.declared.map((output) => [output.name, output]));
  const names = await readdir(input.directory);
  for (const name of names) {
    if (!byName.has(name)) throw new OutputUndeclared(name, 'not declared');
    const found = await lstat(join(input.directory, name));
    if (!found.isFile()) throw new OutputUndeclared(name, 'no regular file');
  }
  const clean: CleanOutput[] = [];
  let left = input.rules.maxOutputBytes;
  for (const output of input.declared) {
    if (!names.includes(output.name)) {
      if (output.required) throw new OutputMissing(output.name);
      continue;
    }
    if (!input.rules.outputTypes.includes(output.type))
      throw new OutputInvalid(output.name, `the data owner lets no ${output.type} leave`);
    const limit = Math.min(output.maxBytes, left);
    const raw = await readRegular(join(input.directory, output.name), output.name, limit);
    const bytes = checkType(output, raw, precisionOf(output, input.rules));
    if (bytes.byteLength > limit) throw new OutputTooLarge(output.name, bytes.byteLength, limit);
    left -= bytes.byteLength;
    clean.push({ name: output.name, type: output.type, bytes });
  }
  return clean;
}

async function readRegular(path: string, name: string, limit: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    if (size > limit) throw new OutputTooLarge(name, size, limit);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** What the manifest declares and every owner lets out. */
function precisionOf(output: DeclaredOutput, rules: ReleaseRules): number {
  return Math.min(output.precision ?? commonPrecision, rules.precision ?? fullPrecision);
}

function checkType(output: DeclaredOutput, bytes: Uint8Array, precision: number): Uint8Array {
  switch (output.type) {
    case 'json':
      return checkJson(output.name, bytes, precision);
    case 'csv':
      return checkCsv(output.name, bytes, { precision, maxRows: output.maxRows });
    case 'onnx':
      return checkOnnx(output.name, bytes);
    case 'text':
      return checkText(output.name, bytes);
  }
}
