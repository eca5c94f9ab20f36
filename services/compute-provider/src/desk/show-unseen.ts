/** Characters that a reader does not see, or that move or drive what shows them; line feed and tab are none. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Text with every unseen character written out: U+202E becomes `⟨U+202E⟩`. */
export function showUnseen(text: string): string {
  return text.replaceAll(
    unseen,
    (character) => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}

/**
 * A JSON value in which a reader sees every character, in strings and in keys, and the JSON pointers (RFC 6901) of what was written out
 * anew. A digest was made over the value as it came; this is for reading.
 *
 * @example showUnseenIn({ name: 'a\u202eb' }) // { value: { name: 'a⟨U+202E⟩b' }, escaped: ['/name'] }
 */
export function showUnseenIn(value: unknown): { value: unknown; escaped: string[] } {
  const escaped: string[] = [];
  return { value: show(value, '', escaped), escaped };
}

function show(value: unknown, pointer: string, escaped: string[]): unknown {
  if (typeof value === 'string') {
    const shown = showUnseen(value);
    if (shown !== value) escaped.push(pointer);
    return shown;
  }
  if (Array.isArray(value)) return value.map((item, index) => show(item, `${pointer}/${index}`, escaped));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = showUnseen(key);
      const below = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      if (name !== key) escaped.push(below);
      return [name, show(item, below, escaped)];
    }),
  );
}
