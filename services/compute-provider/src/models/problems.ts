import { AtollError } from '@atoll/schemas/error';

/** The algorithm is an ONNX file, and there is nothing here to run it with. */
export class OnnxNotRunnable extends AtollError {
  constructor() {
    super({
      code: 'image_unavailable',
      message: 'the algorithm is an ONNX file, which this provider has no runner for',
      hint: 'publish the algorithm as a container image, or choose a provider with an ONNX runner (ONNX_RUNNER)',
    });
  }
}

/** A model, or the manifest around it, is none that the runner may be given. */
export class ModelRefused extends AtollError {
  constructor(reason: string, cause?: unknown) {
    super({
      code: 'malformed_metadata',
      message: `the ONNX algorithm is refused: ${reason}`,
      hint: 'the algorithm’s author has to publish a correct version',
      data: { reason },
      cause,
    });
  }
}
