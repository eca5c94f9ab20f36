import type { WebConfig } from '@atoll/sdk/web-config';
import { html, raw } from 'hono/html';
import { footWords, navigation, tagline } from '../web/navigation.ts';
import { dataBlock, type Markup, plain } from './markup.ts';

/** What a page says of itself to browsers and search engines. */
export interface PageFacts {
  readonly title: string;
  readonly description: string;
  /** Its one address, below the market's origin; absent where it is not to be found by search engines. */
  readonly canonical?: string | undefined;
  /** schema.org as JSON, written so that it cannot leave its element. */
  readonly schemaOrg?: string | undefined;
  /** The first reply that the page's script would ask for, and where it would ask. */
  readonly reply?: { readonly path: string; readonly value: unknown } | undefined;
}

/** The end of `<head>`: title, description, address, what the page is, and the data that its script begins with. */
export function headOf(config: WebConfig, facts: PageFacts): Markup {
  const { canonical, reply } = facts;
  const origin = new URL(config.marketplaceUrl).origin;
  const description = plain(facts.description.replaceAll(/\s+/g, ' '), 300);
  const title = plain(facts.title, 200);
  return html`<title>${title}</title>
    <meta name="description" content="${description}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${description}" />
    <meta property="og:type" content="website" />
    ${
      canonical === undefined
        ? html`<meta name="robots" content="noindex" />`
        : html`<link rel="canonical" href="${origin}${canonical}" />`
    }
    ${
      facts.schemaOrg === undefined
        ? ''
        : html`<script type="application/ld+json">
            ${raw(facts.schemaOrg)}
          </script>`
    }
    ${dataBlock('atoll-config', config)}
    ${reply === undefined ? '' : dataBlock('atoll-first-reply', reply.value, reply.path)}`;
}

/** The frame around a page as the app draws it, so that nothing moves when the app takes over. */
export function frameOf(path: string, content: Markup): Markup {
  const active = navigation.find(
    ({ href }) => href === path || (href !== '/' && path.startsWith(`${href}/`)),
  );
  return html`<a class="skip" href="#main">To the content</a>
    <header class="frame-head">
      <a class="frame-name" href="/"
        ><span class="frame-ring" aria-hidden="true"></span>Atoll <span class="unseen">${tagline}</span></a
      >
      <nav class="frame-nav" aria-label="Main">
        ${navigation.map(
          ({ href, name }) =>
            html`<a href="${href}" ${href === active?.href ? raw(' aria-current="page"') : ''}>${name}</a>`,
        )}
      </nav>
      <button type="button" class="plain small" disabled aria-label="Colours">◐</button>
      <button type="button" disabled>Connect wallet</button>
    </header>
    <main class="frame-main" id="main" tabindex="-1">${content}</main>
    <footer class="frame-foot">
      ${footWords} <a href="/docs">API</a> · <a href="/openapi.json">openapi.json</a> ·
      <a href="/ready">status</a>
    </footer>`;
}

/** A page that its script makes. */
export function waitingPage(): Markup {
  return html`<p class="faint" role="status">Opening the page…</p>
    <noscript
      ><p class="notice">This page needs JavaScript. The catalogue can be read without.</p></noscript
    >`;
}

/** A problem for people: the sentence, what to do, and a way back. */
export function troublePage(trouble: { title: string; detail: string; hint: string; code: string }): Markup {
  return html`<h1>${trouble.title}</h1>
    <div class="notice bad" role="alert">
      <p><strong>${plain(trouble.detail, 1000)}</strong></p>
      <p>${plain(trouble.hint, 500)}</p>
    </div>
    <p><a href="/">To the catalogue</a></p>
    <p class="faint">${trouble.code}</p>`;
}
