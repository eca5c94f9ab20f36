import { AtollError } from '@atoll/schemas/error';

/** An image that tests or the demo need could not be made. */
export class ImageBuildFailed extends AtollError {
  constructor(name: string, detail: string, advice: string) {
    super({
      code: 'image_unavailable',
      message: `image ${name} could not be made: ${detail}`,
      hint: advice,
      retryable: true,
    });
  }
}
