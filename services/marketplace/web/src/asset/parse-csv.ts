/**
 * The first rows of a CSV text (RFC 4180): quoted fields may hold commas, quotes (doubled) and line breaks.
 *
 * @example parseCsv('a,b\n1,"x, y"', 10) // [['a', 'b'], ['1', 'x, y']]
 */
export function parseCsv(text: string, mostRows: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endField = () => {
    row.push(field);
    field = '';
  };
  const endRow = () => {
    endField();
    rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length && rows.length < mostRows; at += 1) {
    const character = text[at] ?? '';
    if (quoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && field === '') quoted = true;
    else if (character === ',') endField();
    else if (character === '\n') endRow();
    else if (character !== '\r' || text[at + 1] !== '\n') field += character;
  }
  if (rows.length < mostRows && (field !== '' || row.length > 0)) endRow();
  return rows;
}
