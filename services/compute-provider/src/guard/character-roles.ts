/** What each character is to something that is spelled in text: part of it, or what may stand between two of its parts. */
export interface CharacterRoles {
  /** Where the next part begins; the end of the text where there is none. */
  nextFrom(text: string, from: number): number;
  /** Where a part ends. */
  endOf(text: string, from: number): number;
  /** Whether what lies between two places parts nothing: it is short, and of such characters alone. */
  isBetween(text: string, from: number, to: number): boolean;
}

/** More than this between two parts, and they do not belong together. */
const longestGap = 24;

const apart = 0;
const between = 1;
const within = 2;

/**
 * Texts are read with it in which a character is a byte.
 * @param roles.within what is both is part of what is spelled
 */
export function characterRoles(roles: { within: RegExp; between: RegExp }): CharacterRoles {
  const table = Uint8Array.from({ length: 256 }, (_, code) => {
    const character = String.fromCharCode(code);
    if (roles.within.test(character)) return within;
    return roles.between.test(character) ? between : apart;
  });
  return {
    nextFrom(text, from) {
      let at = from;
      while (at < text.length && table[text.charCodeAt(at)] !== within) at += 1;
      return at;
    },
    endOf(text, from) {
      let at = from;
      while (at < text.length && table[text.charCodeAt(at)] === within) at += 1;
      return at;
    },
    isBetween(text, from, to) {
      if (to - from > longestGap) return false;
      for (let at = from; at < to; at++) if (table[text.charCodeAt(at)] !== between) return false;
      return true;
    },
  };
}
