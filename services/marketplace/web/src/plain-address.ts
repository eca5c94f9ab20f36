/** A part of the address as it was meant, whether the router has decoded it or not. */
export function plainAddress(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch (error) {
    // what cannot be decoded is shown to be no id by who reads it
    if (error instanceof URIError) return part;
    throw error;
  }
}
