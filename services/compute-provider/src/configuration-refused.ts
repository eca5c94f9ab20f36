import { AtollError } from '@atoll/schemas/error';

/** Something that the configuration names cannot be used. */
export class ConfigurationRefused extends AtollError {
  constructor(message: string, hint: string, cause?: unknown) {
    super({ code: 'configuration_invalid', message, hint, cause });
  }
}
