/** Characters beyond Latin-1 that the standard fonts of PDF have (WinAnsi). */
const beyondLatin1 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

/** Text in the letters that the standard fonts have; anything else becomes a question mark, for its id stands beside every name. */
export function latin(text: string): string {
  return Array.from(text.normalize('NFC'), (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    if ((code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || beyondLatin1.has(letter)) {
      return letter;
    }
    return '?';
  }).join('');
}

/**
 * Text that fits a width: made smaller, or cut with an ellipsis where it may be.
 * @param widthOf width of a text in the size that is wanted
 * @returns the text, and the factor of its size
 */
export function fitted(
  text: string,
  width: number,
  widthOf: (text: string) => number,
  { cut }: { cut: boolean },
): { text: string; scale: number } {
  const whole = widthOf(text);
  if (whole <= width) return { text, scale: 1 };
  if (!cut) return { text, scale: width / whole };
  let most = text.length;
  let least = 0;
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (widthOf(`${text.slice(0, middle)}…`) <= width) least = middle;
    else most = middle - 1;
  }
  return { text: `${text.slice(0, least)}…`, scale: 1 };
}
