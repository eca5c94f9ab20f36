import { type buildFingerprints } from './build-fingerprints.ts';
import { type scanOutputs } from './scan-outputs.ts';

/** What the guard's thread is asked. */
export type GuardTask =
  | { readonly task: 'build'; readonly input: Parameters<typeof buildFingerprints>[0] }
  | { readonly task: 'scan'; readonly input: Parameters<typeof scanOutputs>[0] };

/** What it answers. */
export type GuardReply =
  | { readonly task: 'build'; readonly result: Awaited<ReturnType<typeof buildFingerprints>> }
  | { readonly task: 'scan'; readonly result: Awaited<ReturnType<typeof scanOutputs>> };
