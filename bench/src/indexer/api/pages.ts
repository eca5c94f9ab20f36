import { z } from 'zod';
import { ReplyRefused } from '../load/drive.ts';
import { openClient } from '../load/http-client.ts';

const Page = z.object({ items: z.array(z.unknown()), next: z.string().optional() });

/** Items of a page where its time counts, and where pages are only passed over. */
const pageSize = 20;
const strideSize = 100;
const measured = 200;

/**
 * Walks a listing of all orders by its own cursors, and times single requests at its beginning and at its deepest page.
 * @returns milliseconds of each request
 */
export async function walkPages(
  url: string,
  deepest: number,
): Promise<{ first: readonly number[]; deep: readonly number[] }> {
  const client = openClient(url, 1);
  const read = async (path: string) => {
    const sent = performance.now();
    const { status, body } = await client.get(path);
    const took = performance.now() - sent;
    if (status !== 200) throw new ReplyRefused(path, status, body);
    return { took, next: Page.parse(JSON.parse(body.toString())).next };
  };
  const follow = async (cursor: string | undefined, limit: number, pages: number) => {
    const took: number[] = [];
    let next = cursor;
    for (let page = 0; page < pages; page++) {
      const answer = await read(`/jobs?limit=${limit}${next === undefined ? '' : `&cursor=${next}`}`);
      took.push(answer.took);
      if (answer.next === undefined) break;
      next = answer.next;
    }
    return { took, next };
  };
  try {
    await follow(undefined, pageSize, 20);
    const first: number[] = [];
    for (let turn = 0; turn < measured; turn++) first.push((await read(`/jobs?limit=${pageSize}`)).took);
    const strides = Math.floor((deepest * pageSize) / strideSize);
    const there = await follow(undefined, strideSize, strides);
    const deep = await follow(there.next, pageSize, measured);
    return { first, deep: deep.took };
  } finally {
    client.close();
  }
}
