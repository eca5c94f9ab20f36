import { html, raw } from 'hono/html';
import { z } from 'zod';

const Operation = z.object({
  summary: z.string().optional(),
  description: z.string().optional(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.string(),
        description: z.string().optional(),
        required: z.boolean().optional(),
      }),
    )
    .optional(),
  responses: z.record(z.string(), z.object({ description: z.string() })).optional(),
});

/** The part of an OpenAPI document that the page shows. */
const ShownDocument = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string().optional() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

const methods = ['get', 'post', 'put', 'patch', 'delete'];

const style = raw(`
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #14323a; background: #fbfdfd }
  h1 { margin-bottom: 0 } section { border-top: 1px solid #cfdfe2; padding: .5rem 0 1rem }
  code { font: 14px ui-monospace, monospace } b { color: #0b7285; text-transform: uppercase }
  li { margin: .1rem 0 } a { color: #0b7285 }
  @media (prefers-color-scheme: dark) { body { color: #dcecee; background: #0d1b1f } section { border-color: #24434b } b, a { color: #66d9e8 } }
`);

function operationSection(path: string, method: string, value: unknown) {
  const operation = Operation.parse(value);
  return html`<section>
    <h2><b>${method}</b> <code>${path}</code></h2>
    <p>${operation.summary ?? ''} ${operation.description ?? ''}</p>
    <ul>
      ${(operation.parameters ?? []).map(
        (parameter) =>
          html`<li>
            <code>${parameter.name}</code> (${parameter.in}${parameter.required === true ? ', required' : ''})
            ${parameter.description ?? ''}
          </li>`,
      )}
    </ul>
    <ul>
      ${Object.entries(operation.responses ?? {}).map(
        ([status, response]) => html`<li><code>${status}</code> ${response.description}</li>`,
      )}
    </ul>
  </section>`;
}

/** An OpenAPI document as one page for people: made on the server, without script and without any other host. */
export function documentPage(document: unknown) {
  const { info, paths } = ShownDocument.parse(document);
  const sections = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) =>
      item[method] === undefined ? [] : [operationSection(path, method, item[method])],
    ),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}</title>
        <style>
          ${style}
        </style>
      </head>
      <body>
        <h1>${info.title}</h1>
        <p>${info.version} · <a href="openapi.json">openapi.json</a></p>
        <p>${info.description ?? ''}</p>
        ${sections}
      </body>
    </html>`;
}
