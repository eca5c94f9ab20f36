/**
 * Characters that a reader does not see: controls but tab and line feed, formats (zero width, direction marks and isolates, soft
 * hyphen, tags), line and paragraph separators, private use. They carry data out unseen, or make text read as something else.
 * @see https://www.unicode.org/reports/tr36/ (bidirectional and invisible characters)
 */
export const hidden = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/u;
