import { AtollError } from '@atoll/schemas/error';
import { z } from 'zod';
import { EngineUnavailable } from '../errors.ts';

const Refusal = z.object({ statusCode: z.int(), message: z.string() });

/** The HTTP status with which the engine refused, or undefined when it did not answer at all. */
export function refusalStatus(error: unknown): number | undefined {
  return Refusal.safeParse(error).data?.statusCode;
}

/**
 * Calls the engine. A status in `expected` gives undefined instead of an error; any other failure becomes EngineUnavailable.
 */
export async function call<T>(
  what: string,
  act: () => Promise<T>,
  ...expected: number[]
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof AtollError) throw error;
    const status = refusalStatus(error);
    if (status !== undefined && expected.includes(status)) return undefined;
    throw new EngineUnavailable(`${what}: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

/** Calls the engine where only success will do, and checks the shape of its reply. */
export async function ask<T>(what: string, schema: z.ZodType<T>, act: () => Promise<unknown>): Promise<T> {
  return parseReply(what, schema, await call(what, act));
}

export function parseReply<T>(what: string, schema: z.ZodType<T>, reply: unknown): T {
  const parsed = schema.safeParse(reply);
  if (parsed.success) return parsed.data;
  throw new EngineUnavailable(`${what}: unexpected reply (${z.prettifyError(parsed.error)})`);
}
