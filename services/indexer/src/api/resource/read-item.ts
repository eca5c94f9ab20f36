import { NotMirrored } from './errors.ts';
import type { Resource } from './compiled.ts';
import { answeredRow, finishedItems } from './read-page.ts';
import type { Answer, Reader } from './reader.ts';
import { getStatement } from './statement.ts';

export interface GetRequest {
  /** Text of each key column. */
  readonly key: readonly string[];
  readonly fields: readonly string[];
  readonly asOf: number | undefined;
}

/** @throws the resource's own error where there is no such item; BackfillUnderWay, BlockNotKept, BlockUnknown */
export async function readItem(reader: Reader, resource: Resource, request: GetRequest): Promise<Answer> {
  const { key, fields, asOf } = request;
  const statement = getStatement(resource, key, fields, asOf, reader.chain);
  const usual = fields === resource.single && asOf === undefined;
  return reader.answer({
    statement,
    key: usual ? `item ${resource.shape.path}\n${key.join('\n')}` : undefined,
    make: (found) => {
      const row = answeredRow(found, asOf);
      if (row.items === null) {
        throw resource.binding.unknown?.(key) ?? new NotMirrored(`${resource.shape.name} ${key.join('/')}`);
      }
      const body = finishedItems(resource, fields, row.items, reader.chain);
      return { body, number: row.number, hash: row.hash };
    },
  });
}
