import type { CatalogueEntry } from '@atoll/schemas/marketplace-api';
import type { AlgorithmDocument } from '@atoll/schemas/metadata/algorithm';
import type { DatasetDocument } from '@atoll/schemas/metadata/dataset';
import { html } from 'hono/html';
import type { AcceptedToken } from '../catalogue/format-amount.ts';
import { licenseName } from '../web/words.ts';
import { marks, priceOf } from './entry-markup.ts';
import { foreign, type Markup } from './markup.ts';
import { algorithmFacts, bytesInWords, datasetRules, modelFacts, typeNames } from './plain-words.ts';

/** Rows of one table at most; a document may hold two hundred thousand columns. */
const maxRows = 60;

function facts(sentences: readonly string[]): Markup {
  return html`<ul class="rules card">
    ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;
}

function columns(document: DatasetDocument): Markup | '' {
  const fields = document.recordSet.flatMap((set) => set.field);
  if (fields.length === 0) return '';
  return html`<h2>Columns</h2>
    <div class="wide" tabindex="0" role="region" aria-label="Columns">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${fields.slice(0, maxRows).map(
            (field) =>
              html`<tr>
                <td><code>${foreign(field.name, 200)}</code></td>
                <td>${typeNames[field.dataType]}</td>
                <td>${foreign(field.description ?? '', 300)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${fields.length > maxRows ? html`<p>and ${fields.length - maxRows} more</p>` : ''}`;
}

function outputs({ atoll }: AlgorithmDocument): Markup {
  return html`<h2>What it gives</h2>
    <ul class="rules card">
      ${atoll.manifest.outputs.map(
        (output) =>
          html`<li>
            <code>${output.name}</code> (${output.type}, at most ${bytesInWords(output.maxBytes)})
            ${foreign(output.description ?? '', 300)}
          </li>`,
      )}
    </ul>`;
}

function kindSections(entry: CatalogueEntry): Markup | '' {
  const { document } = entry;
  if (document === undefined) return '';
  if (document['@type'] === 'sc:Dataset') {
    return html`<h2>Rules</h2>
      ${facts(datasetRules(entry, document))} ${columns(document)}`;
  }
  if (document.atoll.kind === 'model') {
    return html`<h2>The model</h2>
      ${facts(modelFacts(entry, document.atoll.onnx))}`;
  }
  const algorithm = { ...document, atoll: document.atoll };
  return html`<h2>How it runs</h2>
    ${facts(algorithmFacts(entry, document.atoll.manifest))} ${outputs(algorithm)}`;
}

function license(text: string): Markup {
  return /^https:\/\/[^\s"<>@]+$/.test(text)
    ? html`<a href="${text}" rel="nofollow noopener noreferrer ugc">${foreign(licenseName(text), 200)}</a>`
    : foreign(text, 500);
}

function terms(entry: CatalogueEntry): Markup {
  const { document } = entry;
  const author = document === undefined ? undefined : 'creator' in document ? document.creator : undefined;
  const id = encodeURIComponent(entry.id);
  return html`<dl class="facts card">
    <dt>Licence</dt>
    <dd>${entry.license === undefined ? 'not known' : license(entry.license)}</dd>
    ${
      author === undefined
        ? ''
        : html`<dt>By</dt>
            <dd>${foreign(author)}</dd>`
    }
    <dt>Owner</dt>
    <dd><code>${entry.owner}</code></dd>
    <dt>Asset</dt>
    <dd><code>${entry.id}</code></dd>
    <dt>Document</dt>
    <dd>
      ${
        entry.available
          ? html`<a href="/ipfs/${entry.metadata}?format=raw"><code>${entry.metadata}</code></a> (pinned here)`
          : html`<code>${entry.metadata}</code> (not pinned here)`
      }
    </dd>
    <dt>For machines</dt>
    <dd class="row">
      <a href="/catalogue/${id}">JSON</a>
      ${entry.kind === 'dataset' ? html`<a href="/assets/${id}/croissant">Croissant</a>` : ''}
      <a href="/catalogue/${id}/dcat">DCAT</a>
    </dd>
  </dl>`;
}

function trouble(entry: CatalogueEntry): Markup | '' {
  if (entry.documentStatus === 'verified') return '';
  return html`<div class="notice warn" role="status">
    Its document is
    ${entry.documentStatus}${
      entry.documentProblem === undefined ? '' : html`: ${foreign(entry.documentProblem, 500)}`
    }.
    It cannot be ordered until it is verified.
  </div>`;
}

/** One asset for people: what it is, what it costs, what may be done with it. */
export function assetPage(entry: CatalogueEntry, tokens: readonly AcceptedToken[]): Markup {
  const { rating, runs } = entry;
  const rated =
    rating === undefined
      ? 'not rated yet'
      : `rated ${(rating.score / 1000).toFixed(1)} of 5 by ${rating.ratings}`;
  return html`<h1>${foreign(entry.name ?? `Asset ${entry.tokenId}`, 200)}</h1>
    ${marks(entry)}
    <section class="card offer" aria-label="Price and next steps">
      <p class="offer-price">${priceOf(entry, tokens)}</p>
      <p class="faint">
        ${rated} · ${runs === 0 ? 'no runs yet' : `${runs} run${runs === 1 ? '' : 's'} released`}
      </p>
      ${
        entry.kind === 'dataset' && entry.state === 'active' && entry.documentStatus === 'verified'
          ? html`<div class="row">
              <a class="button main" href="/buy/${encodeURIComponent(entry.id)}">Buy a run</a>
            </div>`
          : ''
      }
    </section>
    ${trouble(entry)}
    <p class="prose">${foreign(entry.document?.description ?? '', 20_000)}</p>
    ${terms(entry)} ${kindSections(entry)}`;
}
