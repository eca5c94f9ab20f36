import { expect, test } from 'vitest';
import { z } from 'zod';
import { resources } from './resources.ts';

const inner = (type: unknown): unknown =>
  type instanceof z.ZodOptional
    ? inner(type.unwrap())
    : type instanceof z.ZodArray
      ? inner(type.element)
      : type;

const isTold = (type: unknown): boolean =>
  type instanceof z.ZodType &&
  (type.description !== undefined || (type instanceof z.ZodOptional && isTold(type.unwrap())));

/** Fields without a word of what they mean. Documents, which are of one kind or another, have their own standard. */
function untold(name: string, type: unknown): string[] {
  const object = inner(type);
  if (!(object instanceof z.ZodObject)) return [];
  return Object.entries(object.shape).flatMap(([field, each]) => [
    ...(isTold(each) ? [] : [`${name}.${field}`]),
    ...untold(`${name}.${field}`, each),
  ]);
}

test('every field that the indexer serves tells what it means', () => {
  expect(Object.entries(resources).flatMap(([name, { view }]) => untold(name, view))).toEqual([]);
});
