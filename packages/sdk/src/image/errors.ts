import { AtollError } from '@atoll/schemas/error';

/** An image cannot be turned into blobs to publish. */
export class ImageNotExportable extends AtollError {
  constructor(detail: string, cause?: unknown) {
    super({
      code: 'image_invalid',
      message: `the image cannot be exported: ${detail}`,
      hint: 'pass the output of "docker save" for one image',
      cause,
    });
  }
}
