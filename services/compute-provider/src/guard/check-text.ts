import { hidden } from './hidden.ts';
import { OutputInvalid } from './problems.ts';

/**
 * UTF-8 text without control characters (tab and line feed are allowed) and without invisible ones.
 * @throws OutputInvalid
 */
export function checkText(name: string, bytes: Uint8Array): Uint8Array {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new OutputInvalid(name, 'it is not UTF-8', cause);
  }
  const clean = text.replaceAll('\r\n', '\n');
  if (hidden.test(clean)) throw new OutputInvalid(name, 'it holds a control or invisible character');
  return new TextEncoder().encode(clean);
}
