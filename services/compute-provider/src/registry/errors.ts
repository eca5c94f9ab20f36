import { AtollError } from '@atoll/schemas/error';

/** A registry does not give what it was asked for. */
export class RegistryRefused extends AtollError {
  constructor(repository: string, reason: string, retryable = false) {
    super({
      code: 'content_unavailable',
      message: `the registry of ${repository} does not give the image: ${reason}`,
      hint: 'check that the repository is public and still holds this digest',
      retryable,
      data: { repository, reason },
    });
  }
}
