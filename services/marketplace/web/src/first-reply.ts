import type { z } from 'zod';

/**
 * The reply that the page was sent with, where it is the one that `path` would bring. It spares the first view a request.
 *
 * @example useQuery({ queryKey: [path], queryFn: …, initialData: () => firstReply(path, CataloguePage) })
 */
export function firstReply<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): z.infer<Schema> | undefined {
  const block = document.getElementById('atoll-first-reply');
  if (block === null || block.dataset['path'] !== path) return undefined;
  const parsed = schema.safeParse(JSON.parse(block.textContent));
  return parsed.success ? parsed.data : undefined;
}
