import type { makeSampleFolder, MadeFolder } from './make-sample-folder.ts';

/** What the thread that makes samples is asked. */
export interface SampleTask {
  readonly input: Omit<Parameters<typeof makeSampleFolder>[0], 'random'>;
  /** Makes the same sample again, in tests; without it the noise is that of the machine's generator. */
  readonly seed?: string;
}

/** What it answers; an error that was raised on purpose travels as its parts. */
export type SampleReply =
  | { readonly made: MadeFolder }
  | {
      readonly refused: {
        readonly code: 'invalid_parameters' | 'payload_too_large' | 'source_refused';
        readonly message: string;
        readonly hint: string;
        readonly data: Readonly<Record<string, unknown>>;
      };
    };
