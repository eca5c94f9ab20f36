import type { Shelf } from '../search/shelf.ts';
import { pageOf } from './dcat.ts';

/** Addresses that one sitemap may hold. @see https://www.sitemaps.org/protocol.html */
export const mostAddresses = 50_000;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escaped = (value: string): string =>
  value.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
const day = (seconds: number): string => new Date(seconds * 1000).toISOString();
const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/** What search engines may list, oldest first, so that a new asset changes the last page alone. */
const listedOf = (shelf: Shelf) =>
  shelf
    .entries()
    .filter(({ listed, state }) => listed && state !== 'retired')
    .toReversed();

/** The list of sitemaps. */
export function sitemapIndex(shelf: Shelf, origin: string, most = mostAddresses): string {
  const pages = Math.max(1, Math.ceil(listedOf(shelf).length / most));
  const items = Array.from(
    { length: pages },
    (_, at) => `<sitemap><loc>${escaped(`${origin}/sitemap-${at + 1}.xml`)}</loc></sitemap>`,
  );
  return `${head}<sitemapindex ${namespace}>${items.join('')}</sitemapindex>\n`;
}

/** One of them, counted from 1; undefined where there is none. */
export function sitemapPage(
  shelf: Shelf,
  origin: string,
  page: number,
  most = mostAddresses,
): string | undefined {
  const entries = listedOf(shelf).slice((page - 1) * most, page * most);
  if (page < 1 || (page > 1 && entries.length === 0)) return undefined;
  const items = entries.map(
    ({ assetId, updatedAt }) =>
      `<url><loc>${escaped(pageOf(origin, assetId))}</loc><lastmod>${day(updatedAt)}</lastmod></url>`,
  );
  return `${head}<urlset ${namespace}>${items.join('')}</urlset>\n`;
}

/** Everything may be read but what belongs to one account. */
export function robotsText(origin: string): string {
  return `User-agent: *\nAllow: /\nDisallow: /pins\nDisallow: /account\nDisallow: /sign-in\n\nSitemap: ${origin}/sitemap.xml\n`;
}
