import { createHash } from 'node:crypto';
import { AtollError } from '@atoll/schemas/error';
import type { AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { safeFetch } from '@atoll/server-kit/safe-fetch/safe-fetch';
import { z } from 'zod';
import { oneLine } from '../assets-of.ts';
import { parseDecimal } from '../decimal.ts';
import type { PriceCache } from './price-cache.ts';
import { digitsOf, type NoPrice, type Price, type PricedToken, type PriceSource } from './price-source.ts';

const Reply = z.object({
  price: z.union([z.string().max(100), z.number().nonnegative()]).nullable(),
  source: z.string().max(1000).optional(),
});

const mostBytes = 64 * 1024;
const limits = { headersMs: 5000, stallMs: 5000 };

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function readReply(text: string, name: string): Price | NoPrice {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // said below with everything else that a feed may answer wrongly
    json = undefined;
  }
  const reply = Reply.safeParse(json);
  if (!reply.success) return { reason: `${name} answered something that is no price` };
  if (reply.data.price === null) return { reason: `${name} has no price of that day` };
  const price = parseDecimal(String(reply.data.price));
  if (price === undefined) return { reason: `${name} answered something that is no price` };
  const said = oneLine(reply.data.source ?? '');
  return { price, source: said === '' ? name : `${name}: ${said}` };
}

/**
 * Prices of an HTTP feed, kept by day in the database. The day that is not over is asked for anew each time, for its price may change.
 *
 * @param input.template URL with `{token}` (symbol) or `{address}`, `{date}` (YYYY-MM-DD), and `{currency}` where the feed wants it;
 * it answers JSON `{ "price": "1.0832", "source": "…" }`, 404 or a price of null where it has none
 * @param input.allowed hosts that may be asked although they are not public
 */
export function feedPrices(input: {
  template: string;
  currency: string;
  cache: PriceCache;
  now: () => Date;
  allowed: readonly AllowedHost[];
  ca?: string;
}): PriceSource {
  const { template, currency, cache } = input;
  const name = new URL(template.replaceAll(/[{}]/g, '')).host;
  // Another feed's prices are never taken for this one's.
  const feed = createHash('sha256').update(template).digest('hex').slice(0, 32);

  async function ask(token: PricedToken, day: string, signal: AbortSignal): Promise<Price | NoPrice> {
    const parts = { token: token.symbol, address: token.address, date: day, currency };
    const url = Object.entries(parts).reduce(
      (text, [part, value]) => text.replaceAll(`{${part}}`, encodeURIComponent(value)),
      template,
    );
    try {
      const response = await safeFetch({
        url,
        maxBytes: mostBytes,
        redirects: 2,
        allowed: input.allowed,
        signal,
        limits,
        headers: { accept: 'application/json' },
        ...(input.ca === undefined ? {} : { ca: input.ca }),
      });
      if (response.status === 404) {
        response.close();
        return { reason: `${name} has no price of that day` };
      }
      if (response.status !== 200) {
        response.close();
        return { reason: `${name} answered with status ${response.status}` };
      }
      return readReply(await textOf(response.body), name);
    } catch (error) {
      if (error instanceof AtollError || signal.aborted) return { reason: `${name} did not answer` };
      throw error;
    }
  }

  return {
    currency,
    digits: digitsOf(currency),
    name,
    async priceOn(token, day, signal) {
      const key = { feed, currency, token: token.address, day };
      const isOver = day < input.now().toISOString().slice(0, 10);
      const kept = isOver ? await cache.read(key) : undefined;
      if (kept !== undefined) return kept;
      const found = await ask(token, day, signal);
      if (isOver && 'price' in found) await cache.write(key, found);
      return found;
    },
  };
}
