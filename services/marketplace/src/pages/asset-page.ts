import { type AssetVersionView } from '@atoll/schemas/asset';
import { type CatalogueEntry } from '@atoll/schemas/marketplace-api';
import { type AlgorithmDocument } from '@atoll/schemas/metadata/algorithm';
import { type CroissantField, type DatasetDocument } from '@atoll/schemas/metadata/dataset';
import { html } from 'hono/html';
import { type AcceptedToken } from '../catalogue/format-amount.ts';
import { marks, priceOf } from './home-page.ts';
import { foreign, type Markup, page, plain } from './layout.ts';
import { algorithmFacts, bytesInWords, datasetRules } from './plain-words.ts';

/** Rows of one table at most; a document may hold two hundred thousand columns. */
const maxRows = 200;

const typeNames: Readonly<Record<CroissantField['dataType'], string>> = {
  'sc:Integer': 'whole number',
  'sc:Float': 'number',
  'sc:Text': 'text',
  'sc:Boolean': 'yes or no',
  'sc:Date': 'date',
  'sc:DateTime': 'date and time',
};

function rest(total: number): Markup | '' {
  return total > maxRows ? html`<p>and ${total - maxRows} more</p>` : '';
}

function columns(document: DatasetDocument): Markup {
  const fields = document.recordSet.flatMap((set) => set.field);
  if (fields.length === 0) return html``;
  return html`<h2>Columns</h2>
    <div class="wide">
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
    ${rest(fields.length)}`;
}

function facts(sentences: readonly string[]): Markup {
  return html`<ul class="plain">
    ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;
}

function outputs({ atoll }: AlgorithmDocument): Markup {
  return html`<h2>What it gives</h2>
    <ul class="plain">
      ${atoll.manifest.outputs.map(
        (output) =>
          html`<li>
            <code>${output.name}</code> (${output.type}, at most ${bytesInWords(output.maxBytes)})
            ${foreign(output.description ?? '', 300)}
          </li>`,
      )}
    </ul>`;
}

function kindSections(entry: CatalogueEntry): Markup {
  const { document } = entry;
  if (document === undefined) return html``;
  if (document['@type'] === 'sc:Dataset') {
    return html`<h2>Rules</h2>
      ${facts(datasetRules(entry, document))} ${columns(document)}`;
  }
  if (document.atoll.kind === 'model') {
    return html`<h2>The model</h2>
      ${facts([`An ONNX file of ${bytesInWords(document.atoll.onnx.size)}.`])}`;
  }
  const algorithm = { ...document, atoll: document.atoll };
  return html`<h2>How it runs</h2>
    ${facts(algorithmFacts(entry, document.atoll.manifest))} ${outputs(algorithm)}`;
}

function licence(text: string): Markup {
  return /^https:\/\/[^\s"<>]+$/.test(text)
    ? html`<a href="${text}" rel="nofollow noopener noreferrer ugc">${foreign(text, 200)}</a>`
    : foreign(text, 500);
}

function terms(entry: CatalogueEntry, tokens: readonly AcceptedToken[]): Markup {
  const { document } = entry;
  const author = document === undefined ? undefined : 'creator' in document ? document.creator : undefined;
  return html`<dl class="panel">
    <dt>Price</dt>
    <dd>${priceOf(entry, tokens)}</dd>
    <dt>Licence</dt>
    <dd>${licence(document?.license ?? 'not known')}</dd>
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
  </dl>`;
}

function versions(list: readonly AssetVersionView[]): Markup {
  return html`<h2>Versions</h2>
    <div class="wide">
      <table>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Document</th>
            <th scope="col">Block</th>
          </tr>
        </thead>
        <tbody>
          ${list.slice(0, maxRows).map(
            (version) =>
              html`<tr>
                <td>${version.version}</td>
                <td><code>${version.metadata}</code></td>
                <td>${version.blockNumber}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rest(list.length)}`;
}

function machineLinks(entry: CatalogueEntry): Markup {
  const id = encodeURIComponent(entry.id);
  return html`<p>
    For machines: <a href="/catalogue/${id}">JSON</a>${
      entry.kind === 'dataset' ? html` · <a href="/assets/${id}/croissant">Croissant</a>` : ''
    }
  </p>`;
}

/** One asset for people: what it is, what it costs, what may be done with it. */
export function assetPage(input: {
  entry: CatalogueEntry;
  versions: readonly AssetVersionView[];
  tokens: readonly AcceptedToken[];
}): Markup {
  const { entry } = input;
  const name = entry.document?.name ?? entry.id;
  return page({
    title: `${plain(name, 120)} · Atoll`,
    body: html`<h1>${foreign(name, 200)}</h1>
      ${marks(entry)}
      ${
        entry.documentStatus === 'verified'
          ? ''
          : html`<p class="notice" role="status">
              Its document is
              ${entry.documentStatus}${
                entry.documentProblem === undefined ? '' : html`: ${foreign(entry.documentProblem, 500)}`
              }.
              It cannot be ordered until it is verified.
            </p>`
      }
      <p class="prose">${foreign(entry.document?.description ?? '', 20_000)}</p>
      ${terms(entry, input.tokens)} ${kindSections(entry)} ${versions(input.versions)} ${machineLinks(entry)}`,
  });
}
