/**
 * Text of strangers as Postgres can keep it: NUL and lone surrogates, which it refuses, become U+FFFD.
 * @example inertText('https://a\u0000b') // 'https://a\ufffdb'
 */
export function inertText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}
