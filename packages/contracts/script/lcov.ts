/** What tests reached of one source file; lines count from one. */
export interface FileCoverage {
  readonly path: string;
  readonly lines: { readonly hit: number; readonly found: number };
  readonly branches: { readonly hit: number; readonly found: number };
  /** Lines that hold a branch which no test took, each once, in order. */
  readonly openBranches: readonly number[];
  /** Lines that no test ran. */
  readonly openLines: readonly number[];
}

/**
 * Reads an lcov tracefile (the records SF, DA, BRDA and end_of_record of geninfo's manual page; others are passed over).
 *
 * @throws RangeError where a record is not what the format says.
 * @example parseLcov('SF:src/A.sol\nDA:3,1\nBRDA:4,0,0,-\nend_of_record\n') // [{ path: 'src/A.sol', openBranches: [4], … }]
 */
export function parseLcov(text: string): FileCoverage[] {
  return text
    .split('end_of_record')
    .map((section) => section.trim())
    .filter((section) => section !== '')
    .map(readSection);
}

function readSection(section: string): FileCoverage {
  const records = section.split('\n').map((line) => {
    const at = line.indexOf(':');
    return { name: line.slice(0, at), value: line.slice(at + 1) };
  });
  const path = records.find(({ name }) => name === 'SF')?.value;
  if (path === undefined) throw new RangeError('a section of the tracefile names no source file');
  const lines = records.filter(({ name }) => name === 'DA').map(({ value }) => numbered(path, value));
  const branches = records.filter(({ name }) => name === 'BRDA').map(({ value }) => numbered(path, value));
  return {
    path,
    lines: count(lines),
    branches: count(branches),
    openBranches: missed(branches),
    openLines: missed(lines),
  };
}

interface Counted {
  line: number;
  taken: boolean;
}

/** `DA:line,count` and `BRDA:line,block,branch,count`, where `-` means that the branch was never reached. */
function numbered(path: string, value: string): Counted {
  const fields = value.split(',');
  const line = Number(fields[0]);
  const last = fields.at(-1);
  if (!Number.isSafeInteger(line) || last === undefined || !/^(-|\d+)$/.test(last)) {
    throw new RangeError(`${path}: "${value}" is no record of lines or branches`);
  }
  return { line, taken: last !== '-' && last !== '0' };
}

const count = (records: readonly Counted[]) => ({
  hit: records.filter(({ taken }) => taken).length,
  found: records.length,
});

const missed = (records: readonly Counted[]) => [
  ...new Set(records.filter(({ taken }) => !taken).map(({ line }) => line)),
];
