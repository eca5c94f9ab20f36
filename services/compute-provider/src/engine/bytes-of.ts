/** The chunks of a stream whose types do not say what they are. Guarantee: each was checked to be bytes. */
export async function* bytesOf(source: AsyncIterable<unknown>): AsyncIterable<Uint8Array> {
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('expected a stream of bytes');
    yield chunk;
  }
}
