/**
 * Mends the Postgres client where it is installed: `postgres` 3.4.9
 *
 * - writes to a connection that is closed, which ends the process, or forgets that it has to write, after which the connection never answers
 *   again (https://github.com/porsager/postgres/issues/1208 and 1154);
 * - never reads on where a COPY ended while its reader kept it waiting, so that the connection is lost to all who come after;
 * - begins a transaction without its connection where that has a hundred statements under way, which ends the process and leaves the
 *   transaction open to whoever comes next;
 * - ends the process where a cancellation cannot be delivered;
 * - waits forever for the end of connections one of which was lost;
 * - does what a transaction asks for after its connection was lost in whatever the connection serves by then, so that its commit commits a half
 *   of somebody else's, and never answers what it had asked for before.
 *
 * Runs after `npm install`; plain JavaScript, because an older Node may run it. What it does is tested in `mended-driver.test.ts`.
 *
 * To be deleted when a release carries the fix: the mended places are then no longer found, and this says so.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const mended = '// mended by Atoll';

/** What stands where, and what belongs there. */
const mends = {
  'connection.js': [
    [
      `      return write(toBuffer(q))
        && !q.describeFirst
        && !q.cursorFn
        && sent.length < max_pipeline
        && (!q.options.onexecute || q.options.onexecute(connection))
`,
      `      ${mended}: who begins a transaction is told of its connection, also of one that takes no more
      const more = write(toBuffer(q))
        && !q.describeFirst
        && !q.cursorFn
        && sent.length < max_pipeline
      return q.options.onexecute ? q.options.onexecute(connection) : more
`,
    ],
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
    [
      "    ;(query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))\n",
      `    ;(query || sent.length) && error(Errors.connection('CONNECTION_CLOSED', options, socket))
    ${mended}: what was refused is not under way, and who waits for the end has it
    query = null
    ended && (ended(), ending = ended = null)
`,
    ],
  ],
  'query.js': [
    [
      '    return this.canceller && (this.canceller(this), this.canceller = null)\n',
      `    ${mended}: nobody else hears that it failed
    return this.canceller && (Promise.resolve(this.canceller(this)).catch(() => undefined), this.canceller = null)
`,
    ],
  ],
  'index.js': [
    [
      '    let savepoints = 0\n      , connection\n',
      `    let savepoints = 0
      , lost = null ${mended}
      , connection
`,
    ],
    [
      '        new Promise((_, reject) => connection.onclose = reject)\n',
      `        ${mended}: what serves others by now is not asked for more
        new Promise((_, reject) => connection.onclose = error => {
          lost = error
          while (queries.length) queries.shift().reject(error)
          reject(error)
        })
`,
    ],
    [
      '      function handler(q) {\n        q.catch(e => uncaughtError || (uncaughtError = e))\n',
      `      function handler(q) {
        q.catch(e => uncaughtError || (uncaughtError = e))
        if (lost) return q.reject(lost) ${mended}
`,
    ],
  ],
};

function find() {
  try {
    return dirname(fileURLToPath(import.meta.resolve('postgres')));
  } catch {
    // An installation of a part that has no database.
    return undefined;
  }
}

const directory = find();
for (const [name, places] of Object.entries(directory === undefined ? {} : mends)) {
  const file = join(directory, name);
  let source = readFileSync(file, 'utf8');
  for (const [found, instead] of places) {
    if (source.includes(instead)) continue;
    if (source.split(found).length !== 2)
      throw new Error(
        `${file} is not what this mends: see whether the release carries the fix, and delete this or adapt it`,
      );
    source = source.replace(found, () => instead);
  }
  writeFileSync(file, source);
}
