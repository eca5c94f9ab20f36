import { type App, createRouter } from '@atoll/server-kit/app';
import { describeItem, describeList } from './describe-routes.ts';
import { reply } from './reply.ts';
import type { Resource } from './resource/compiled.ts';
import { MalformedQuery } from './resource/errors.ts';
import { hasItems, keyParts, keyPaths, readKey } from './resource/key.ts';
import { readItem } from './resource/read-item.ts';
import { readPage } from './resource/read-page.ts';
import type { Reader } from './resource/reader.ts';
import { chooseReader } from './resource/readers.ts';
import { RecentlyUsed } from './resource/recently-used.ts';
import { asOfOf, fieldsOf, type ListRequest, parametersOf, readListRequest } from './resource/request.ts';
import { allResources } from './resources/all.ts';

const searchOf = (url: string): string => {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
};

/** Queries of each listing whose checked form is kept: to check one anew takes a tenth of an answer that is kept. */
const mostUnderstood = 5_000;
/** Characters of a query that is kept. */
const longestKept = 300;

const itemParameters = new Set(['fields', 'include', 'asOf', 'chain']);

function addList(router: App, readers: ReadonlyMap<string, Reader>, resource: Resource): void {
  router.openAPIRegistry.registerPath(describeList(resource));
  const understood = new RecentlyUsed<string, { reader: Reader; request: ListRequest }>(mostUnderstood);
  const understand = (search: string) => {
    const parameters = parametersOf(search);
    const reader = chooseReader(readers, parameters.get('chain'));
    return { reader, request: readListRequest(resource, parameters, reader.chain) };
  };
  router.get(`/${resource.shape.path}`, async (c) => {
    const search = searchOf(c.req.url);
    const { reader, request } =
      search.length > longestKept ? understand(search) : understood.get(search, () => understand(search));
    return reply(c, await readPage(reader, resource, request));
  });
}

function addItem(
  router: App,
  readers: ReadonlyMap<string, Reader>,
  resource: Resource,
  given: readonly string[],
): void {
  const names = keyParts(resource).map(({ name }) => name);
  router.openAPIRegistry.registerPath(describeItem(resource, given));
  router.get(`/${resource.shape.path}/${given.map((name) => `:${name}`).join('/')}`, async (c) => {
    const parameters = parametersOf(searchOf(c.req.url));
    for (const name of parameters.keys()) {
      if (!itemParameters.has(name)) throw new MalformedQuery(`query.${name}`, 'no such parameter');
    }
    const reader = chooseReader(readers, parameters.get('chain'));
    const values = new Map<string, string>(Object.entries(c.req.param()));
    const parts = names.map((name) => values.get(name) ?? '');
    const request = {
      key: readKey(resource, parts, reader.chain),
      fields: fieldsOf(resource, resource.single, parameters),
      asOf: asOfOf(parameters),
    };
    return reply(c, await readItem(reader, resource, request));
  });
}

/** Listings and items of every resource. */
export function resourceRoutes(readers: ReadonlyMap<string, Reader>): App {
  const router = createRouter();
  for (const resource of Object.values(allResources)) {
    addList(router, readers, resource);
    if (!hasItems(resource)) continue;
    for (const given of keyPaths(resource)) addItem(router, readers, resource, given);
  }
  return router;
}
