import { ChangeFilter } from '@atoll/schemas/change-filter';
import type { DeliveryState, DeliveryView, WebhookView } from '@atoll/schemas/webhook';

export interface WebhookRow {
  webhook_id: string;
  chain_id: bigint;
  url: string;
  filter: unknown;
  state: WebhookView['state'];
  failing_since: Date | null;
  created_at: Date;
}

export const webhookView = (row: WebhookRow): WebhookView => ({
  id: row.webhook_id,
  chain: `eip155:${row.chain_id}`,
  url: row.url,
  filter: ChangeFilter.parse(row.filter),
  state: row.state,
  ...(row.failing_since === null ? {} : { failingSince: row.failing_since.toISOString() }),
  createdAt: row.created_at.toISOString(),
});

export interface DeliveryRow {
  delivery_id: string;
  change_id: bigint;
  state: DeliveryState;
  attempts: number;
  status: number | null;
  problem: string | null;
  created_at: Date;
  attempted_at: Date | null;
}

export const deliveryView = (row: DeliveryRow): DeliveryView => ({
  id: row.delivery_id,
  change: Number(row.change_id),
  state: row.state,
  attempts: row.attempts,
  ...(row.status === null ? {} : { status: row.status }),
  ...(row.problem === null ? {} : { problem: row.problem }),
  createdAt: row.created_at.toISOString(),
  ...(row.attempted_at === null ? {} : { attemptedAt: row.attempted_at.toISOString() }),
});
