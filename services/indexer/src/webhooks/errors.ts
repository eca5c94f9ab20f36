import { AtollError } from '@atoll/schemas/error';

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
