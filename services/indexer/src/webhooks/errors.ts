import { AtollError } from '@atoll/schemas/error';
import { mostSignatures } from '@atoll/schemas/webhook';

/** The caller has no webhook, or delivery, of this id. */
export class WebhookUnknown extends AtollError {
  constructor(what: 'webhook' | 'delivery', id: string) {
    super({ code: 'not_found', message: `you have no ${what} ${id}`, hint: 'list yours to see their ids' });
  }
}

/** A webhook that is paused or disabled is sent nothing, also not again. */
export class WebhookNotActive extends AtollError {
  constructor(id: string, state: 'paused' | 'disabled') {
    super({
      code: 'conflict',
      message: `the webhook ${id} is ${state}`,
      hint: 'make it active first: PATCH it with {"state":"active"}',
      data: { state },
    });
  }
}

/** Webhooks may not go there. */
export class WebhookUrlRefused extends AtollError {
  constructor(reason: string, cause?: unknown) {
    super({
      code: 'malformed_request',
      message: `a webhook may not go there: ${reason}`,
      hint: 'name an https URL on the public network that answers without redirecting',
      cause,
    });
  }
}

/** A key has as many webhooks as it may. */
export class TooManyWebhooks extends AtollError {
  constructor(limit: number) {
    super({
      code: 'conflict',
      message: `you have ${limit} webhooks, as many as you may`,
      hint: 'delete one first, or widen the filter of one',
      data: { limit },
    });
  }
}

/** As many secrets of a webhook sign as may; one more would end one that a receiver may still know alone. */
export class TooManySecrets extends AtollError {
  constructor(id: string, until: Date) {
    const time = until.toISOString();
    super({
      code: 'conflict',
      message: `the secret of ${id} was renewed so often that ${mostSignatures} of its secrets sign`,
      hint: `wait until ${time}, when the oldest ends, or end all of them at once: ?overlapHours=0`,
      data: { until: time },
    });
  }
}
