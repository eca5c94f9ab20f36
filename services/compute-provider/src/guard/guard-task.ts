import type { GroupRule } from './check-groups.ts';
import type { checkOutputs } from './check-outputs.ts';
import type { Refusal } from './problems.ts';
import type { buildFingerprints } from './build-fingerprints.ts';
import type { scanOutputs } from './scan-outputs.ts';

/** What is looked for in outputs: records of the datasets, and groups that are too small. */
export type ScanInput = Parameters<typeof scanOutputs>[0] & { readonly groups?: readonly GroupRule[] };

/** What the guard's process is asked. */
export type GuardTask =
  | { readonly task: 'check'; readonly input: Parameters<typeof checkOutputs>[0] }
  | { readonly task: 'build'; readonly input: Parameters<typeof buildFingerprints>[0] }
  /** Whether a file is an ONNX model that may be run. */
  | { readonly task: 'model'; readonly input: { readonly path: string } }
  | { readonly task: 'scan'; readonly input: ScanInput };

/** What kept the guard from reading to the end what an enemy wrote. */
export type GuardLimit = 'time' | 'memory' | 'failure';

/** What it answers. */
export type GuardReply =
  | { readonly task: 'check'; readonly result: Awaited<ReturnType<typeof checkOutputs>> }
  | { readonly task: 'refused'; readonly refusal: Refusal }
  | { readonly task: 'build'; readonly result: Awaited<ReturnType<typeof buildFingerprints>> }
  | { readonly task: 'scan'; readonly result: Awaited<ReturnType<typeof scanOutputs>> }
  | { readonly task: 'model'; readonly reason: string | undefined }
  | { readonly task: 'exceeded'; readonly limit: GuardLimit }
  | { readonly task: 'failed'; readonly error: unknown };
