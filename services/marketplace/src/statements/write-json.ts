import type { Statement } from '@atoll/schemas/statement';

/** Lines that are written at once. */
const batch = 500;

/** A statement as JSON, in pieces as they are taken: `lines` stand last. */
export function* statementJson({ lines, ...head }: Statement): Generator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"lines":[`;
  for (let from = 0; from < lines.length; from += batch) {
    const text = lines
      .slice(from, from + batch)
      .map((line) => JSON.stringify(line))
      .join(',');
    yield from === 0 ? text : `,${text}`;
  }
  yield ']}';
}
