import { ForeignPage } from './errors.ts';

/** The page that a browser sends a request from, as far as it matters: the service's own, or a listed one elsewhere. */
export interface Page {
  readonly origin: string;
  readonly via: 'cookie' | 'bearer';
}

/** The two headers by which a browser says where a request comes from; pages cannot write them. */
export interface Provenance {
  /** `Origin`. */
  readonly origin: string | undefined;
  /** `Sec-Fetch-Site`; browsers send it to https and loopback. */
  readonly site: string | undefined;
}

interface Known {
  readonly origin: string;
  readonly deskOrigins: readonly string[];
}

/**
 * The page that signs in.
 *
 * @throws ForeignPage for a page that is neither the service's own nor listed, and where nothing says which page it is
 */
export function signingPage(known: Known, { origin, site }: Provenance): Page {
  if (origin === undefined) {
    if (site === 'same-origin') return { origin: known.origin, via: 'cookie' };
    throw new ForeignPage('no page at all (no header Origin)');
  }
  if (origin === known.origin) return { origin, via: 'cookie' };
  if (known.deskOrigins.includes(origin)) return { origin, via: 'bearer' };
  throw new ForeignPage(origin);
}

/**
 * Whether a cookie counts for reading. A page of another site, or a neighbour in the same domain, which `SameSite` lets through, is
 * never answered with what the cookie's owner may see. Old browsers that say nothing are let read: what they fetch for a foreign page
 * they do not show to it.
 */
export function cookieReads(known: Known, { origin, site }: Provenance): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  return origin === undefined || origin === known.origin;
}

/** Whether a cookie counts for changing something: only where the browser says that the service's own page asks (CSRF). */
export function cookieWrites(known: Known, provenance: Provenance): boolean {
  const { origin, site } = provenance;
  if (origin === undefined && site === undefined) return false;
  return cookieReads(known, provenance) && site !== 'none';
}
