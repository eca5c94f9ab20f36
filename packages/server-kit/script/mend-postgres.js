/**
 * Mends the Postgres client where it is installed: `postgres` 3.4.9 writes to a connection that is closed, which ends the process, or
 * forgets that it has to write, after which the connection never answers again (https://github.com/porsager/postgres/issues/1208 and
 * 1154); and it never reads on where a COPY ended while its reader kept it waiting, so that the connection is lost to all who come after.
 * Runs after `npm install`; plain JavaScript, because an older Node may run it. What it does is tested in `lost-connection.test.ts`.
 *
 * To be deleted when a release carries the fix: the mended places are then no longer found, and this says so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const mended = '// mended by Atoll';

/** What stands there, and what belongs there. */
const mends = [
  [
    '    const x = socket.write(chunk, fn)\n',
    `    ${mended}: whoever writes to what is closed is told so
    if (socket === null) {
      const lost = Errors.connection('CONNECTION_CLOSED', options, socket)
      chunk = nextWriteTimer = null
      stream && (stream.destroy(lost), stream = null)
      query && (queryError(query, lost), query = null)
      while (sent.length) queryError(sent.shift(), lost)
      return false
    }
    const x = socket.write(chunk, fn)
`,
  ],
  [
    '    clearImmediate(nextWriteTimer)\n    socket.removeListener(',
    '    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener(',
  ],
  ['    !hadError && (query || sent.length) && error(', '    ;(query || sent.length) && error('],
  [
    '    stream && stream.push(null)\n    stream = null\n',
    `    ${mended}: nobody asks for more of what has ended
    stream && (stream.push(null), socket.resume())
    stream = null
`,
  ],
];

function find() {
  try {
    return join(dirname(fileURLToPath(import.meta.resolve('postgres'))), 'connection.js');
  } catch {
    // An installation of a part that has no database.
    return undefined;
  }
}

const file = find();
if (file !== undefined) {
  let source = readFileSync(file, 'utf8');
  for (const [found, instead] of mends) {
    if (source.includes(instead)) continue;
    if (source.split(found).length !== 2)
      throw new Error(
        `${file} is not what this mends: see whether the release carries the fix, and delete this or adapt it`,
      );
    source = source.replace(found, () => instead);
  }
  writeFileSync(file, source);
}
