import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Decimal, parseDecimal } from '../decimal.ts';
import { PricesInvalid } from '../errors.ts';
import { digitsOf, type PriceSource } from './price-source.ts';

const mostBytes = 32 * 1024 * 1024;
const isDay = /^\d{4}-\d{2}-\d{2}$/;

/** Prices by token (symbol, or address in lower case) and day. */
type Table = ReadonlyMap<string, Decimal>;

function rowOf(line: string, number: number, source: string): readonly [string, Decimal] {
  const cells = line.split(',').map((cell) => cell.trim());
  const [day = '', token = '', text = ''] = cells;
  const price = parseDecimal(text);
  if (cells.length !== 3 || !isDay.test(day) || token === '' || price === undefined) {
    throw new PricesInvalid({ source, what: `line ${number} is not date,token,price` });
  }
  return [`${day} ${/^0x/i.test(token) ? token.toLowerCase() : token}`, price];
}

/**
 * Reads a table of prices: a first line `date,token,price`, then one for each day and token; no quotes, no separators of thousands.
 * @throws PricesInvalid with the line that is wrong, and where a day and token stand twice
 */
export function parsePrices(text: string, source: string): Table {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.replaceAll(' ', '') !== 'date,token,price') {
    throw new PricesInvalid({ source, what: 'its first line is not date,token,price' });
  }
  const table = new Map<string, Decimal>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const [key, price] = rowOf(line, index + 1, source);
    if (table.has(key)) throw new PricesInvalid({ source, what: `line ${index + 1} repeats ${key}` });
    table.set(key, price);
  }
  return table;
}

/**
 * Prices of a file, read again when it has changed. A token is named by its symbol or its address; the address goes first.
 * @param input.path CSV with the columns date,token,price
 */
export function filePrices(input: { path: string; currency: string }): PriceSource {
  const { path, currency } = input;
  const name = basename(path);
  let read: { changed: string; table: Table; source: string } | undefined;

  async function load(): Promise<{ table: Table; source: string }> {
    try {
      const { mtimeMs, size } = await stat(path);
      const changed = `${mtimeMs}/${size}`;
      if (read?.changed === changed) return read;
      if (size > mostBytes)
        throw new PricesInvalid({ source: name, what: `it has more than ${mostBytes} bytes` });
      const text = await readFile(path, 'utf8');
      const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
      read = { changed, table: parsePrices(text, name), source: `${name} (sha256 ${digest})` };
      return read;
    } catch (cause) {
      if (cause instanceof PricesInvalid) throw cause;
      throw new PricesInvalid({ source: name, what: 'the file cannot be opened', cause });
    }
  }

  return {
    currency,
    digits: digitsOf(currency),
    name,
    async priceOn(token, day) {
      const { table, source } = await load();
      const price = table.get(`${day} ${token.address}`) ?? table.get(`${day} ${token.symbol}`);
      return price === undefined ? { reason: `${name} has no price of that day` } : { price, source };
    },
  };
}
