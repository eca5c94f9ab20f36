import { AtollError } from '@atoll/schemas/error';

/** What a job needs of GPUs and cannot have here. */
export class GpuUnavailable extends AtollError {
  constructor(needed: number, there: number, what = 'the environment has') {
    super({
      code: 'gpu_unavailable',
      message: `the algorithm needs ${needed} GPUs, ${what} ${there}`,
      hint: 'choose an environment with GPUs: it never runs without them in silence',
      data: { needed, there },
    });
  }
}

/** There are GPUs, and the sandbox cannot give them to a run. */
export class GpuSandboxUnsupported extends AtollError {
  constructor(runtime: string, reason: string) {
    super({
      code: 'gpu_sandbox_unsupported',
      message: `jobs with GPUs cannot be run under ${runtime} here: ${reason}`,
      hint: 'order at a provider whose sandbox supports its GPUs, or ask this one to update gVisor or to set CONTAINER_RUNTIME=runc',
      data: { runtime, reason },
    });
  }
}

/** Runs on samples cost nothing, so they take no device from jobs that are paid for. */
export class GpuNotForSamples extends AtollError {
  constructor(needed: number) {
    super({
      code: 'gpu_unavailable',
      message: `the algorithm needs ${needed} GPUs, and runs on samples get none`,
      hint: 'download the sample by its CID and run the algorithm on a machine of yours',
      data: { needed },
    });
  }
}
