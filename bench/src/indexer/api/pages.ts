import { z } from 'zod';
import { ReplyRefused } from '../load/drive.ts';
import { openClient } from '../load/http-client.ts';

const Page = z.object({ items: z.array(z.unknown()), next: z.string().optional() });

/** Items of a page where its time counts, and where pages are only passed over. */
const pageSize = 20;
const strideSize = 100;
const measured = 200;

/** Reads pages one after another over one connection. */
function openPages(url: string) {
  const client = openClient(url, 1);
  const read = async (path: string) => {
    const sent = performance.now();
    const { status, body } = await client.get(path);
    const took = performance.now() - sent;
    if (status !== 200) throw new ReplyRefused(path, status, body);
    return { took, next: Page.parse(JSON.parse(body.toString())).next };
  };
  return { read, close: () => client.close() };
}

/**
 * Walks a listing of orders that nothing fits, in a token that nobody paid in, page by page to its end.
 * @returns milliseconds of each page
 */
export async function walkNothing(url: string): Promise<readonly number[]> {
  const pages = openPages(url);
  const took: number[] = [];
  try {
    let next: string | undefined;
    do {
      const cursor = next === undefined ? '' : `&cursor=${next}`;
      const page = await pages.read(`/jobs?token=0x${'ee'.repeat(20)}&limit=${pageSize}${cursor}`);
      took.push(page.took);
      ({ next } = page);
    } while (next !== undefined);
    return took;
  } finally {
    pages.close();
  }
}

/**
 * Walks a listing of all orders by its own cursors, and times single requests at its beginning and at its deepest page.
 * @returns milliseconds of each request
 */
export async function walkPages(
  url: string,
  deepest: number,
): Promise<{ first: readonly number[]; deep: readonly number[] }> {
  const { read, close } = openPages(url);
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
    close();
  }
}
