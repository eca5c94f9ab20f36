import { AtollError } from '@atoll/schemas/error';

/** The engine does not answer, or cannot enforce what the sandbox needs. */
export class EngineUnavailable extends AtollError {
  constructor(detail: string, cause?: unknown, hint = 'start the container engine, or check ENGINE_SOCKET') {
    super({
      code: 'engine_unavailable',
      message: `the container engine is not available: ${detail}`,
      hint,
      retryable: true,
      cause,
    });
  }
}

/** An image's bytes cannot be had now. */
export class ImageUnavailable extends AtollError {
  constructor(manifestDigest: string, detail: string, cause?: unknown) {
    super({
      code: 'image_unavailable',
      message: `image ${manifestDigest} is not available: ${detail}`,
      hint: 'try again later, or ask the algorithm’s author to publish the image again',
      retryable: true,
      data: { manifestDigest },
      cause,
    });
  }
}

/** An image is not what its digests say, or is one that no sandbox runs. */
export class ImageInvalid extends AtollError {
  constructor(
    manifestDigest: string,
    detail: string,
    hint = 'the algorithm’s author has to publish a correct image',
  ) {
    super({
      code: 'image_invalid',
      message: `image ${manifestDigest} is refused: ${detail}`,
      hint,
      data: { manifestDigest },
    });
  }
}

/** A job has a run already. */
export class RunExists extends AtollError {
  constructor(jobId: string) {
    super({
      code: 'conflict',
      message: `job ${jobId} has a run already`,
      hint: 'observe it, or destroy it before running again',
      data: { jobId },
    });
  }
}

/** A run's outputs no longer exist. */
export class OutputsLost extends AtollError {
  constructor(jobId: string) {
    super({
      code: 'output_missing',
      message: `the outputs of job ${jobId} are gone`,
      hint: 'run the job again while its deadline allows',
      data: { jobId },
    });
  }
}

/** A run left more than it may. */
export class OutputTooLarge extends AtollError {
  constructor(what: 'entries' | 'bytes', limit: number) {
    super({
      code: 'output_too_large',
      message: `the outputs have more than ${limit} ${what}`,
      hint: 'the algorithm wrote more than its manifest allows; tell its author',
      data: { what, limit },
    });
  }
}

/** A run left a name that cannot be one. */
export class OutputNameInvalid extends AtollError {
  constructor() {
    super({
      code: 'output_invalid',
      message: 'the outputs hold a name that is empty, too long or climbs out of its folder',
      hint: 'the algorithm wrote something its manifest does not declare; tell its author',
    });
  }
}

/** A run was to get GPUs that this engine cannot give; it is never started without them. */
export class GpuMissing extends AtollError {
  constructor(detail: string) {
    super({
      code: 'gpu_unavailable',
      message: `the engine cannot give the run its GPUs: ${detail}`,
      hint: 'order again later or choose another provider',
    });
  }
}

/** The memory of a GPU may still hold something of whoever had it. */
export class GpuNotCleared extends AtollError {
  constructor(uuid: string, detail: string) {
    super({
      code: 'gpu_unavailable',
      message: `the memory of GPU ${uuid} was not cleared: ${detail}`,
      hint: 'end what uses the device, or restart the machine, then the provider',
      data: { uuid },
    });
  }
}
