import type { ReactNode } from 'react';

/** Characters of a stranger's text that a page shows unless told otherwise. */
const defaultLength = 20_000;

/**
 * What turns text around or is not seen: bidirectional controls, zero-width spaces and joiners of no script's need, fillers, soft hyphens,
 * tags, interlinear marks, the byte order mark, and controls other than tab and line feed.
 */
const unseen =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/** Joiners where they join nothing: letters of the scripts that need them, or pictures, stand on both sides of the others. */
const idleJoiner =
  /(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f\p{scx=Arab}\p{scx=Deva}\p{scx=Beng}\p{scx=Taml}\p{scx=Telu}\p{scx=Mlym}\p{scx=Knda}\p{scx=Sinh}\p{scx=Gujr}\p{scx=Guru}\p{scx=Orya}\p{scx=Khmr}\p{scx=Mong}])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;

/** More marks on one letter than any language writes: they climb out of their line. */
const pileOfMarks = /(\p{M}{4})\p{M}+/gu;

/**
 * A stranger's text with nothing in it that a reader cannot see or that moves what stands beside it. What is too long is cut, and says so
 * with an ellipsis.
 *
 * @param most characters (UTF-16 code units) that are kept
 * @example inertText('invoice\u202Efdp.exe') // 'invoicefdp.exe'
 */
export function inertText(text: string, most: number = defaultLength): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut
    .toWellFormed()
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(unseen, '')
    .replaceAll(idleJoiner, '')
    .replaceAll(pileOfMarks, '$1');
}

/** A stranger's text on one line. */
const inertLine = (text: string, most: number): string =>
  inertText(text, most).replaceAll(/\s+/g, ' ').trim();

/**
 * A stranger's words as they are, in their own direction, which reaches no further than themselves. Line breaks are kept where `lines` says so.
 *
 * @param most characters that are shown; 300 of a line, 20,000 of more
 * @example <h3><ForeignText text={document.name} /></h3>
 */
export function ForeignText({ text, most, lines = false }: { text: string; most?: number; lines?: boolean }) {
  return lines ? (
    <bdi dir="auto" className="foreign prose">
      {inertText(text, most ?? defaultLength)}
    </bdi>
  ) : (
    <bdi dir="auto" className="foreign">
      {inertLine(text, most ?? 300)}
    </bdi>
  );
}

/** Where a stranger's link may lead: `https`, without a name or password in it; undefined for anything else. */
export function foreignAddress(link: string): URL | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  return url.protocol === 'https:' && url.username === '' && url.password === '' ? url : undefined;
}

/**
 * A stranger's link: shown as text where it may not be followed, and with the host that it leads to where its words say something else.
 *
 * @example <ForeignLink href={document.url} />
 */
export function ForeignLink({ href, children }: { href: string; children?: ReactNode }) {
  const url = foreignAddress(href);
  if (url === undefined) return <>{children ?? <ForeignText text={href} />}</>;
  return (
    <a href={url.href} rel="nofollow noopener noreferrer ugc" target="_blank">
      {children ?? <ForeignText text={href} most={120} />}
      {children === undefined ? null : <span className="faint"> ({url.host})</span>}
    </a>
  );
}
