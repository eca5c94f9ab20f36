import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { FileRefused } from './errors.ts';

/**
 * Reads a JSON file that was named on the command line.
 * @throws FileRefused
 */
export async function readJsonFile<T extends z.ZodType>(path: string, schema: T): Promise<z.output<T>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new FileRefused(path, 'it cannot be read', cause);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new FileRefused(path, 'it is not JSON', cause);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FileRefused(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`, parsed.error);
}
