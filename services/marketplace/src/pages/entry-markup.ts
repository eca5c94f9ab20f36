import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { html } from 'hono/html';
import { type AcceptedToken, formatAmount } from '../catalogue/format-amount.ts';
import { formatName, kindNames } from '../web/words.ts';
import { foreign, type Markup } from './markup.ts';
import { bytesInWords } from './plain-words.ts';

const badge = (text: string | Markup, look = ''): Markup =>
  html`<span class="badge${look === '' ? '' : ` ${look}`}">${text}</span>`;

/** Kind, size and what stands out, as small marks. */
export function marks(entry: CatalogueEntry): Markup {
  const formats = [...new Set(entry.formats.map(formatName))].slice(0, 3);
  return html`<p class="entry-marks">
    ${badge(kindNames[entry.kind], `kind-${entry.kind}`)}
    ${entry.rows === undefined ? '' : badge(`${entry.rows.toLocaleString('en')} rows`)}
    ${entry.bytes === undefined ? '' : badge(bytesInWords(entry.bytes))}
    ${formats.map((format) => badge(foreign(format, 24)))} ${entry.gpus.length > 0 ? badge('GPU') : ''}
    ${entry.sample ? badge('Sample', 'good') : ''}
    ${entry.state === 'active' ? '' : badge(entry.state, 'warn')}
    ${entry.documentStatus === 'verified' ? '' : badge(`document ${entry.documentStatus}`, 'warn')}
  </p>`;
}

/** What one use costs, in words. */
export function priceOf(entry: CatalogueEntry, tokens: readonly AcceptedToken[]): string {
  if (entry.terms.price === '0') return 'Free, compute extra';
  const unit = entry.kind === 'model' ? 'inference' : 'run';
  return `${formatAmount(entry.terms.price, entry.terms.token, tokens)} per ${unit}`;
}

/** How often it ran and how it was rated. */
export function recordOf({ runs, rating }: CatalogueEntry): string {
  const rated = rating === undefined ? '' : `★ ${(rating.score / 1000).toFixed(1)} of 5 · `;
  return `${rated}${runs === 0 ? 'no runs yet' : `${runs} run${runs === 1 ? '' : 's'}`}`;
}

/** Where an asset's page is. */
export const assetPath = (id: string): string => `/assets/${encodeURIComponent(id)}`;

/** An entry of the catalogue. */
export function card(entry: CatalogueEntry, tokens: readonly AcceptedToken[]): Markup {
  return html`<li class="card entry">
    <h3><a href="${assetPath(entry.id)}">${foreign(entry.name ?? entry.id, 120)}</a></h3>
    ${marks(entry)}
    <p class="entry-summary">${foreign(entry.summary, 220)}</p>
    <p class="entry-foot">
      <strong>${priceOf(entry, tokens)}</strong><span class="faint">${recordOf(entry)}</span>
    </p>
  </li>`;
}
