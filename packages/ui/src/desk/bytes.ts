const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A number of bytes in words, exact where it is a whole number of a unit: `1048576` → `1 MiB`, `1500` → `1.46 KiB`. */
export function bytesInWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const shown = Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1);
  return `${shown} ${value === 1 && unit === 0 ? 'byte' : (units[unit] ?? 'bytes')}`;
}

/** What a person writes as a size (`10 MiB`, `1500`), in bytes, or why it is none. */
export function parseBytes(text: string): { bytes: number } | { wrong: string } {
  const match = /^(\d+(?:\.\d+)?)\s*(b|bytes?|k|kib|m|mib|g|gib|t|tib)?$/i.exec(text.trim());
  const [, figure, name = 'b'] = match ?? [];
  if (figure === undefined) return { wrong: 'Write a size such as 10 MiB' };
  const power = ['b', 'k', 'm', 'g', 't'].indexOf(name.charAt(0).toLowerCase());
  return { bytes: Math.round(Number(figure) * 1024 ** power) };
}
