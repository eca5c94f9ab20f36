import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { ProblemCode } from '@atoll/schemas/problem';
import type { Logger } from '@atoll/server-kit/logger';
import type { Storage } from '@atoll/storage/block-source';
import { cidOfDigest } from '@atoll/storage/digest';
import { inertText } from '../decode/inert-text.ts';
import { publishChanges } from '../store/publish-changes.ts';
import { allEnded } from '../store/all-ended.ts';
import type { Sql, Transaction } from '../store/connection.ts';
import { type Examined, examineDocument } from './examine-document.ts';

export interface DocumentContext {
  readonly sql: Sql;
  readonly storage: Pick<Storage, 'getDocument'>;
  readonly logger: Logger;
}

/** A document that waits to be fetched. */
export interface DueDocument {
  readonly digest: Bytes32;
  readonly attempts: number;
}

type Fetched = Examined | { status: 'unavailable'; problem: string };

/** What is wrong with the bytes themselves and stays so, whoever serves them. */
const finalCodes: readonly ProblemCode[] = [
  'malformed_metadata',
  'metadata_too_large',
  'payload_too_large',
  'unsupported_cid',
];

const maxProblemCharacters = 500;

/** Milliseconds that one attempt may take: the first is short, so that what nobody serves does not keep others waiting. */
export const attemptTimeoutMs = (attempts: number): number => (attempts === 0 ? 5000 : 30_000);

/** Milliseconds until the next attempt after so many failed ones: doubled from 250 ms up to 10 minutes. */
export const retryDelayMs = (failures: number): number => Math.min(250 * 2 ** (failures - 1), 600_000);

async function read(ctx: DocumentContext, due: DueDocument, signal: AbortSignal): Promise<Fetched> {
  const limit = AbortSignal.timeout(attemptTimeoutMs(due.attempts));
  try {
    const bytes = await ctx.storage.getDocument(cidOfDigest(due.digest), {
      signal: AbortSignal.any([signal, limit]),
      // What is kept here is a copy: damaged, it is one that is to be had anew.
      repair: true,
    });
    return examineDocument(bytes);
  } catch (cause) {
    if (limit.aborted && !signal.aborted) {
      return { status: 'unavailable', problem: 'nobody served it in time' };
    }
    if (!(cause instanceof AtollError)) throw cause;
    const status = finalCodes.includes(cause.code) ? 'invalid' : 'unavailable';
    return { status, problem: cause.message };
  }
}

/** What an attempt to fetch a document came to. */
export interface Attempt {
  readonly due: DueDocument;
  readonly fetched: Fetched;
}

/** The statement that keeps what an attempt came to. */
function keep(transaction: Transaction, { due, fetched }: Attempt): PromiseLike<unknown> {
  const { digest } = due;
  const attempts = due.attempts + 1;
  if (fetched.status !== 'verified') {
    const delay = `${retryDelayMs(attempts)} milliseconds`;
    return transaction`
      update documents set
        status = ${fetched.status}, attempts = ${attempts},
        problem = ${inertText(fetched.problem).slice(0, maxProblemCharacters).toWellFormed()},
        next_attempt = now() + ${delay}::interval
      where digest = ${digest}`;
  }
  const { name, keywords, description, rest } = fetched.search;
  const body = JSON.stringify(fetched.body);
  return transaction`
    update documents set
      status = 'verified', attempts = ${attempts}, problem = null, kind = ${fetched.kind}, commitment = ${fetched.commitment ?? null},
      body = (${body}::text)::jsonb, body_bytes = ${Buffer.byteLength(body)},
      search = setweight(to_tsvector('english', ${name}), 'A') || setweight(to_tsvector('english', ${keywords}), 'B')
        || setweight(to_tsvector('english', ${description}), 'C') || setweight(to_tsvector('english', ${rest}), 'D')
    where digest = ${digest}`;
}

/** Told once per state, not once per attempt. */
const isNews = ({ due, fetched }: Attempt): boolean => fetched.status !== 'unavailable' || due.attempts === 0;

/**
 * Keeps what several attempts came to in one transaction: each that publishes has those wait that publish after it, blocks at the head
 * among them, until it is on the disk.
 */
export async function keepAttempts(ctx: DocumentContext, attempts: readonly Attempt[]): Promise<void> {
  const news = attempts.filter(isNews);
  await ctx.sql.begin(async (transaction) => {
    // What a crash of the database forgets of an attempt that failed again is tried again: nobody waits for the disk behind it.
    const relaxed = news.length === 0 ? [transaction`set local synchronous_commit = off`] : [];
    await allEnded([...relaxed, ...attempts.map((each) => keep(transaction, each))]);
    await publishChanges(
      transaction,
      news.map(({ due: { digest }, fetched: { status } }) => ({
        kind: 'document',
        digest,
        status,
        assets: [],
        accounts: [],
        tokens: [],
      })),
    );
  });
  for (const { due, fetched } of attempts) {
    const { status } = fetched;
    const problem = fetched.status === 'verified' ? undefined : fetched.problem;
    ctx.logger.debug(
      { digest: due.digest, status, problem, attempts: due.attempts + 1 },
      'document examined',
    );
  }
}

/** Fetches and verifies one document. What cannot be had now is to be tried again later. */
export async function tryDocument(
  ctx: DocumentContext,
  due: DueDocument,
  signal: AbortSignal,
): Promise<Attempt> {
  return { due, fetched: await read(ctx, due, signal) };
}
