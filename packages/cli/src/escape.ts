/** Characters that drive a terminal, or that a reader does not see; line feed and tab are none. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/**
 * Text with every control character written out, so that what an algorithm printed can neither move the cursor nor rename the window nor turn
 * the direction of text.
 *
 * @example escapeUnseen('\u001b[2J') // '\\u{1b}[2J'
 */
export function escapeUnseen(text: string): string {
  return text.replaceAll(unseen, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
