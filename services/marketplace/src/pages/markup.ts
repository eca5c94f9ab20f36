import { html, raw } from 'hono/html';

/** A piece of markup whose values were escaped. */
export type Markup = ReturnType<typeof html>;

/** Control characters but line breaks and tabs, and the marks that turn the direction of text. */
const invisible =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Text of strangers, cut and without marks that would make it read otherwise than it is written. */
export function plain(text: string, maxLength: number): string {
  const visible = text.replace(invisible, '').toWellFormed();
  return visible.length > maxLength ? `${visible.slice(0, maxLength - 1).trimEnd()}…` : visible;
}

/** The same as markup, isolated, so that right-to-left words in it cannot move what stands around it. */
export function foreign(text: string, maxLength = 300): Markup {
  return html`<bdi dir="auto" class="foreign">${plain(text, maxLength)}</bdi>`;
}

/**
 * JSON as it may stand in a script element of data: nothing in it ends the element or begins a comment, and no line separator in it is one of
 * JavaScript's.
 */
export const jsonText = (value: unknown): string => escapeJson(JSON.stringify(value));

const escapeJson = (json: string): string =>
  json.replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A block of data for the page's own script, which the policy lets no browser run. */
export function dataBlock(id: string, value: unknown, path?: string): Markup {
  const at = path === undefined ? '' : html` data-path="${path}"`;
  return html`<script type="application/json" id="${id}" ${at}>
    ${raw(jsonText(value))}
  </script>`;
}
