import { html } from 'hono/html';

/** A piece of markup whose values were escaped. */
export type Markup = ReturnType<typeof html>;

/** Every page: no script, no other host, style from our own origin. */
export const pagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Control characters but line breaks and tabs, and the marks that turn the direction of text. */
const invisible =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Text of strangers, cut and without marks that would make it read otherwise than it is written. */
export function plain(text: string, maxLength: number): string {
  const visible = text.replace(invisible, '').toWellFormed();
  return visible.length > maxLength ? `${visible.slice(0, maxLength - 1).trimEnd()}…` : visible;
}

/** The same as markup, isolated, so that right-to-left words in it cannot move what stands around it. */
export function foreign(text: string, maxLength = 300): Markup {
  return html`<bdi>${plain(text, maxLength)}</bdi>`;
}

export function page(input: { title: string; body: Markup }): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${input.title}</title>
        <link rel="stylesheet" href="/style.css" />
      </head>
      <body>
        <header>
          <a class="name" href="/"
            ><span class="ring" aria-hidden="true"></span>Atoll<span class="tagline"
              >data that stays home</span
            ></a
          >
          <nav aria-label="Main"><a href="/#catalogue">Catalogue</a> <a href="/docs">API</a></nav>
        </header>
        <main>${input.body}</main>
        <footer>
          This marketplace holds no keys and no data: ownership, rules and money are on chain, documents on
          IPFS.
          <a href="/docs">API</a> · <a href="/openapi.json">openapi.json</a> · <a href="/ready">status</a>
        </footer>
      </body>
    </html>`;
}
