import { z } from 'zod';
import { ChangeView } from './change.ts';
import { ChangeFilter } from './change-filter.ts';
import { ChainId } from './ids.ts';

/** `https://…`, at most 2048 characters, each one that can be seen: parsing would take others away, and no database keeps U+0000. */
const WebhookUrl = z
  .string()
  .max(2048)
  .regex(/^[^\s\p{Cc}]*$/u, 'expected an https URL')
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'expected an https URL');

export const NewWebhook = z.object({
  url: WebhookUrl,
  /** The default chain where none is named. */
  chain: ChainId.optional(),
  filter: ChangeFilter.default({}),
});
export type NewWebhook = z.infer<typeof NewWebhook>;

export const WebhookUpdate = z.object({
  url: WebhookUrl.optional(),
  filter: ChangeFilter.optional(),
  /** `active` also takes up one that was disabled; what waited for an attempt is sent then, what happened in between is not. */
  state: z.enum(['active', 'paused']).optional(),
});
export type WebhookUpdate = z.infer<typeof WebhookUpdate>;

const Time = z.iso.datetime();

export const WebhookView = z.object({
  id: z.string(),
  chain: ChainId,
  url: z.string(),
  filter: ChangeFilter,
  /** disabled: it failed for so long that nothing more is sent, or its key was revoked. */
  state: z.enum(['active', 'paused', 'disabled']),
  /** The first failure since the last success. */
  failingSince: Time.optional(),
  createdAt: Time,
});
export type WebhookView = z.infer<typeof WebhookView>;

/** Shown when a webhook is made or its secret renewed, and never again. */
export const WebhookSecret = z.object({ secret: z.string() });
export const CreatedWebhook = WebhookView.extend(WebhookSecret.shape);
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

export const DeliveryState = z.enum(['pending', 'delivered', 'dead']);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const DeliveryView = z.object({
  id: z.string(),
  /** The id of the change. */
  change: z.int().positive(),
  state: DeliveryState,
  attempts: z.int().nonnegative(),
  /** The HTTP status of the last answer, where there was one. */
  status: z.int().optional(),
  /** Why the last attempt failed. */
  problem: z.string().optional(),
  createdAt: Time,
  attemptedAt: Time.optional(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

/** What a webhook is sent. `delivery` is the same at every attempt: keep those that you have handled. */
export const WebhookPayload = z.object({ delivery: z.string(), webhook: z.string(), change: ChangeView });
export type WebhookPayload = z.infer<typeof WebhookPayload>;

/** Signatures that a delivery has at most: of the newest secret, and of those before it that still sign. */
export const mostSignatures = 4;

/** Names of the headers of a delivery. */
export const webhookHeaders = {
  /** `t=<unix seconds>,v1=<hex>`; a further `v1` for each secret that still signs after it was renewed. */
  signature: 'atoll-signature',
  delivery: 'atoll-delivery',
  webhook: 'atoll-webhook',
} as const;
