import { CataloguePage } from '@atoll/schemas/marketplace-api';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { cataloguePath } from '../../../src/web/catalogue-path.ts';
import { ask } from '../api.ts';
import { firstReply } from '../first-reply.ts';

/** The pages of a search. While another one is on its way the last one stays. */
export function useCatalogue(search: URLSearchParams) {
  const first = cataloguePath(search);
  return useInfiniteQuery({
    queryKey: ['catalogue', first],
    queryFn: ({ pageParam, signal }) => ask(cataloguePath(search, pageParam), CataloguePage, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    initialData: () => {
      const page = firstReply(first, CataloguePage);
      return page === undefined ? undefined : { pages: [page], pageParams: [undefined] };
    },
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}
