import { AtollError } from '@atoll/schemas/error';

/** The command line itself is wrong. */
export class UsageError extends AtollError {
  constructor(
    message: string,
    hint = 'atoll --help lists the commands; atoll <command> --help tells of one',
  ) {
    super({ code: 'malformed_request', message, hint });
  }
}

/** A file that was named cannot be used. */
export class FileRefused extends AtollError {
  constructor(path: string, reason: string, cause?: unknown) {
    super({
      code: 'malformed_request',
      message: `${path}: ${reason}`,
      hint: 'check the path and what the file holds',
      data: { path },
      cause,
    });
  }
}

/** Something that a command needs was neither given nor set. */
export class SettingMissing extends AtollError {
  constructor(what: string, option: string, variable: string) {
    super({
      code: 'configuration_invalid',
      message: `${what} is not known`,
      hint: `give ${option}, or set ${variable}`,
      data: { option, variable },
    });
  }
}
