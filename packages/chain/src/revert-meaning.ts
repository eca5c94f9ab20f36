import type { ProblemCode } from '@atoll/schemas/problem';

/** What a custom error of the contracts means for the one who called. */
export interface RevertMeaning {
  readonly code: ProblemCode;
  /** The sentence, from the error's arguments by name, as text. */
  readonly say: (args: Readonly<Record<string, string>>) => string;
  readonly hint: string;
}

export function meaning(code: ProblemCode, say: RevertMeaning['say'], hint: string): RevertMeaning {
  return { code, say, hint };
}
