import type { DeclaredOutput } from '@atoll/schemas/metadata/algorithm';

const most = { maxBytes: 1 << 20, required: false } as const;

/** One output of each type, as a manifest declares them; none is required. */
export const everyOutput: readonly DeclaredOutput[] = [
  { name: 'result.json', type: 'json', ...most },
  { name: 'table.csv', type: 'csv', ...most },
  { name: 'notes.txt', type: 'text', ...most },
  { name: 'model.onnx', type: 'onnx', ...most },
];

/** The same with room for what is meant to be too much for whoever reads it. */
export const largeOutputs: readonly DeclaredOutput[] = everyOutput.map((output) => ({
  ...output,
  maxBytes: 16 << 20,
}));
