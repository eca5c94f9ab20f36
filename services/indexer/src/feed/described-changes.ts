import { ChangeView, StreamOpened } from '@atoll/schemas/change';
import { WebhookPayload } from '@atoll/schemas/webhook';
// Teaches schemas their names; copies, for it teaches only what is made after it.
import '@hono/zod-openapi';

/** A change as the description of the API names it. */
export const DescribedChange = ChangeView.clone().openapi('ChangeView');
/** The first event of a stream, as the description of the API names it. */
export const DescribedOpening = StreamOpened.clone().openapi('StreamOpened');
/** What a webhook is sent, as the description of the API names it. */
export const DescribedPayload = WebhookPayload.extend({ change: DescribedChange }).openapi('WebhookPayload');
