import { AtollError } from '@atoll/schemas/error';

/** Why outputs may not leave, as one process tells another. */
export type Refusal = Pick<AtollError, 'code' | 'message' | 'hint' | 'data'>;

export const refusalOf = ({ code, message, hint, data }: AtollError): Refusal => ({
  code,
  message,
  hint,
  data,
});

/** What the guard's process found wrong with outputs: one of the problems below. */
export class OutputRefused extends AtollError {
  constructor({ code, message, hint, data }: Refusal) {
    super({ code, message, hint, ...(data === undefined ? {} : { data }) });
  }
}

/** A required output is not there. */
export class OutputMissing extends AtollError {
  constructor(name: string) {
    super({
      code: 'output_missing',
      message: `the algorithm did not write the output ${name}`,
      hint: 'its manifest requires this file; tell the author of the algorithm',
      data: { name },
    });
  }
}

/** Something was written that the manifest does not declare, or that is no regular file. */
export class OutputUndeclared extends AtollError {
  constructor(name: string, what: string) {
    super({
      code: 'output_undeclared',
      message: `the algorithm left ${shown(name)}, which is ${what}`,
      hint: 'only files that the manifest declares may leave; tell the author of the algorithm',
      data: { name: shown(name), what },
    });
  }
}

/** An output is larger, or has more rows, than may leave. */
export class OutputTooLarge extends AtollError {
  constructor(name: string, actual: number, limit: number, unit: 'bytes' | 'rows' = 'bytes') {
    super({
      code: 'output_too_large',
      message: `the output ${shown(name)} has more than the ${limit} ${unit} that may leave`,
      hint: 'write less, or ask the data owner for an approval with a larger limit',
      data: { name: shown(name), actual, limit, unit },
    });
  }
}

/** An output is not of the type that the manifest declares. */
export class OutputInvalid extends AtollError {
  constructor(name: string, reason: string, cause?: unknown) {
    super({
      code: 'output_invalid',
      message: `the output ${shown(name)} cannot leave: ${reason}`,
      hint: 'an output must be exactly of its declared type; tell the author of the algorithm',
      data: { name: shown(name), reason },
      cause,
    });
  }
}

/** A name that an algorithm chose may hold anything: what is shown of it is short and printable, so that it carries nothing out. */
function shown(name: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name) ? name : 'a file whose name is not plain';
}
