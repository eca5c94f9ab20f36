/** The object of a statement: something that is named, or a value. */
export type Term =
  | { readonly iri: string }
  | { readonly text: string; readonly type?: 'xsd:dateTime' | 'xsd:decimal' | 'xsd:nonNegativeInteger' };

/** Something with what is said of it, by prefixed names such as `dct:title`. */
export interface Node {
  readonly iri: string;
  readonly type: string;
  readonly says: readonly (readonly [property: string, value: Term])[];
}

export const prefixes = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

export const iri = (value: string): Term => ({ iri: value });
export const text = (value: string): Term => ({ text: value });
export const time = (seconds: number): Term => ({
  text: new Date(seconds * 1000).toISOString(),
  type: 'xsd:dateTime',
});
export const whole = (value: number): Term => ({ text: String(value), type: 'xsd:nonNegativeInteger' });

/** Characters that may not stand in an IRI of Turtle as they are. */
const inIri = /[\u0000-\u0020<>"{}|^`\\]/g;
const inText = /[\u0000-\u001f"\\\u007f]/g;
const named: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};
const code = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;

const iriText = (value: string): string =>
  `<${value.replaceAll(inIri, (character) => encodeURIComponent(character))}>`;

function termText(term: Term): string {
  if ('iri' in term) return iriText(term.iri);
  const escaped = term.text
    .toWellFormed()
    .replaceAll(inText, (character) => named[character] ?? code(character));
  return `"${escaped}"${term.type === undefined ? '' : `^^${term.type}`}`;
}

/** Statements in Turtle. @see https://www.w3.org/TR/turtle/ */
export function toTurtle(nodes: readonly Node[]): string {
  const head = Object.entries(prefixes).map(([name, value]) => `@prefix ${name}: <${value}> .`);
  const bodies = nodes.map(({ iri: subject, type, says }) => {
    const lines = says.map(([property, value]) => `  ${property} ${termText(value)}`);
    return `${[`${iriText(subject)} a ${type}`, ...lines].join(' ;\n')} .`;
  });
  return `${[...head, '', ...bodies].join('\n')}\n`;
}

/** The same as JSON-LD. @see https://www.w3.org/TR/json-ld11/ */
export function toJsonLd(nodes: readonly Node[]): Record<string, unknown> {
  return {
    '@context': prefixes,
    '@graph': nodes.map(({ iri: subject, type, says }) => {
      const node: Record<string, unknown> = { '@id': subject, '@type': type };
      for (const [property, value] of says) {
        const before = node[property];
        const written =
          'iri' in value
            ? { '@id': value.iri }
            : { '@value': value.text, ...(value.type === undefined ? {} : { '@type': value.type }) };
        node[property] = Array.isArray(before) ? [...before, written] : [written];
      }
      return node;
    }),
  };
}
