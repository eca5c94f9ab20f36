import { AtollError } from '@atoll/schemas/error';

/** No engine answers and none can be started here. */
export class EngineMissing extends AtollError {
  constructor(advice: string, cause?: unknown) {
    super({
      code: 'engine_unavailable',
      message: `no Docker engine answers: ${advice}`,
      hint: advice,
      retryable: false,
      cause,
    });
  }
}

/** The private engine was started and did not become ready. */
export class EngineNotReady extends AtollError {
  constructor(detail: string, logFile: string) {
    super({
      code: 'engine_unavailable',
      message: `the private Docker engine did not start: ${detail}`,
      hint: `read ${logFile}`,
      retryable: true,
      data: { logFile },
    });
  }
}

/** A package could not be fetched or unpacked; what it is for is done without it. */
export class AptFailed extends AtollError {
  constructor(detail: string, cause?: unknown) {
    super({
      code: 'upstream_unavailable',
      message: detail,
      hint: 'install the package by hand, or check the sources of apt',
      retryable: true,
      cause,
    });
  }
}

/** A package that the run needs could not be installed. */
export class PackagesMissing extends AtollError {
  constructor(names: readonly string[], detail: string, cause?: unknown) {
    super({
      code: 'engine_unavailable',
      message: `${names.join(', ')} could not be installed: ${detail}`,
      hint: `install ${names.join(', ')} and run this again`,
      data: { packages: names },
      cause,
    });
  }
}
