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

/** How much of a text the standard fonts have, from 0 to 1; of nothing everything. */
export function latinShare(text: string): number {
  const letters = Array.from(text.normalize('NFC')).filter((letter) => letter.trim() !== '');
  if (letters.length === 0) return 1;
  return letters.filter((letter) => letter === '?' || latin(letter) !== '?').length / letters.length;
}

/** A text in lines of at most a width, broken between words. A word that is wider has a line of its own. */
export function wrapped(text: string, width: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
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
