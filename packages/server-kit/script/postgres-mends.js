/**
 * What is mended in `postgres` 3.4.9. It
 *
 * - writes to a connection that is closed, which ends the process, or forgets that it has to write, after which the connection never answers
 *   again (https://github.com/porsager/postgres/issues/1208 and 1154);
 * - never reads on where a COPY ended while its reader kept it waiting, so that the connection is lost to all who come after;
 * - begins a transaction without its connection where that has a hundred statements under way, which ends the process and leaves the
 *   transaction open to whoever comes next;
 * - ends the process where a cancellation cannot be delivered;
 * - waits forever for the end of connections one of which was lost;
 * - does what a transaction asks for after its end, or after its connection was lost, in whatever the connection serves by then, so that its
 *   commit commits a half of somebody else's, and never answers what it had asked for before;
 * - takes a commit that the database answers by rolling back for one;
 * - gives the connection of a transaction to others where its socket has room again;
 * - puts the rows of an answer behind as many gaps as there were rows in one that failed before it, and refuses the first statement of a new
 *   connection by what the one before it died of;
 * - gives answers to the wrong statements where one of several under way is cancelled or cannot be sent;
 * - tries forever, and as fast as it can, where a connection is closed while it opens, as a proxy does whose database is away;
 * - opens connections for who waited for one, though it was told to end, and never closes those;
 * - listens no more where the first LISTEN of a new connection is refused, goes on listening on a new connection for who stopped, and for whom
 *   it refused;
 * - keeps the text of every statement that failed.
 */

const mended = '// mended by Atoll';

/** What stands where, and what belongs there. */
export const mends = {
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
    [
      '      sent.length === 0 && write(Sync)\n      errored(error)\n      return true\n',
      `      ${mended}: what was sent before is answered, and what cannot be sent does not wait for an answer
      query === q
        ? (write(Sync), errored(error))
        : (sent.remove(q), queryError(q, error))
      return true
`,
    ],
    [
      '    !query && onopen(connection)\n',
      `    ${mended}: what a transaction has is not for others
    !query && !connection.reserved && onopen(connection)
`,
    ],
    [
      '  async function connect() {\n',
      `  async function connect() {
    ${mended}: who was to be served does not wait any more
    if (!initial && !cancelMessage)
      return

`,
    ],
    [
      '    if (initial)\n      return reconnect()\n',
      `    ${mended}: who waits for a connection that is closed while it opens is told so
    if (initial && options.host[1])
      return reconnect()
    initial && error(Errors.connection('CONNECTION_CLOSED', options, socket))
`,
    ],
    [
      '    closedTime = performance.now()\n    hadError &&',
      `    ${mended}: half an answer is no part of the next one
    results = errorResponse = null
    result = new Result()
    rows = 0
    closedTime = performance.now()
    hadError &&`,
    ],
    [
      '    query = results = errorResponse = null\n    result = new Result()\n    connectTimer.cancel()\n',
      `    query = results = errorResponse = null
    result = new Result()
    rows = 0 ${mended}: also of an answer that ended with an error
    connectTimer.cancel()
`,
    ],
    [
      `    while (sent.length && (query = sent.shift()) && (query.active = true, query.cancelled))
      Connection(options).cancel(query.state, query.cancelled.resolve, query.cancelled.reject)
`,
      `    ${mended}: what was cancelled is answered as well
    if (sent.length) {
      query = sent.shift()
      query.active = true
      query.cancelled && Connection(options).cancel(query.state, query.cancelled.resolve, query.cancelled.reject)
    }
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
    [
      'const originCache = new Map()\n    , originStackCache = new Map()\n',
      `${mended}: a statement that failed is forgotten with whoever sent it
const originCache = new WeakMap()
    , originStackCache = new WeakMap()
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
    [
      '      , prepare = null\n\n    try {\n      await sql.unsafe(',
      `      , prepare = null
      , last = null ${mended}: the statement that ends the transaction

    try {
      await sql.unsafe(`,
    ],
    [
      '        if (lost) return q.reject(lost) // mended by Atoll\n',
      `        if (lost) return q.reject(lost) // mended by Atoll
        if (last && q !== last) return q.reject(Errors.generic('TRANSACTION_ENDED', 'The transaction has ended')) ${mended}
`,
    ],
    [
      `        await (name
          ? sql\`rollback to \${ sql(name) }\`
          : sql\`rollback\`
        )
`,
      `        await (name
          ? sql\`rollback to \${ sql(name) }\`
          : last = sql\`rollback\` ${mended}
        )
`,
    ],
    [
      `        prepare
          ? await sql\`prepare transaction '\${ sql.unsafe(prepare) }'\`
          : await sql\`commit\`
`,
      `        ${mended}: a commit of what has failed is answered as well, by the word for what was done
        last = prepare
          ? sql\`prepare transaction '\${ sql.unsafe(prepare) }'\`
          : sql\`commit\`
        if ((await last).command === 'ROLLBACK')
          throw Errors.generic('TRANSACTION_ROLLED_BACK', 'The transaction had failed and was rolled back')
`,
    ],
    [
      '    await 1\n    let timer\n',
      `    await 1
    let timer
    ${mended}: no connection is opened anew for what waits for its turn
    while (queries.length)
      queries.shift().reject(Errors.connection('CONNECTION_ENDED', options, options))
`,
    ],
    [
      `      onclose() {
        Object.entries(listen.channels).forEach(([name, { listeners }]) => {
          delete listen.channels[name]
          Promise.all(listeners.map(l => listen(name, l.fn, l.onlisten).catch(() => { /* noop */ })))
        })
      },
`,
      `      onclose: listenAgain, ${mended}
`,
    ],
    [
      `    const channels = listen.channels || (listen.channels = {})
        , exists = name in channels

    if (exists) {
      channels[name].listeners.push(listener)
      const result = await channels[name].result
      listener.onlisten && listener.onlisten()
      return { state: result.state, unlisten }
    }

    channels[name] = { result: sql\`listen \${
      sql.unsafe('"' + name.replace(/"/g, '""') + '"')
    }\`, listeners: [listener] }
    const result = await channels[name].result
    listener.onlisten && listener.onlisten()
    return { state: result.state, unlisten }

    async function unlisten() {
      if (name in channels === false)
        return

      channels[name].listeners = channels[name].listeners.filter(x => x !== listener)
      if (channels[name].listeners.length)
        return

      delete channels[name]
      return sql\`unlisten \${
        sql.unsafe('"' + name.replace(/"/g, '""') + '"')
      }\`
    }
  }
`,
      `    ${mended}: who listens does so until it says otherwise, whatever becomes of the connection, and who was refused does not
    const channels = listen.channels || (listen.channels = {})
    const channel = channels[name] || (channels[name] = { result: ask('listen', name), listeners: [] })
    channel.listeners.push(listener)
    try {
      const { state } = await channel.result
      listener.onlisten && listener.onlisten()
      return { state, unlisten: () => leave() && ask('unlisten', name).catch(() => { /* it ended with its connection */ }) }
    } catch (error) {
      leave()
      throw error
    }

    ${mended}: whether it was the last one
    function leave() {
      if (!channel.listeners.includes(listener))
        return false

      channel.listeners = channel.listeners.filter(x => x !== listener)
      return channel.listeners.length === 0 && channels[name] === channel && delete channels[name]
    }
  }

  function ask(what, name) {
    return listen.sql.unsafe(what + ' "' + name.replace(/"/g, '""') + '"').execute()
  }

  async function listenAgain() {
    const { channels, again } = listen
    listen.again = 'once more'
    if (again)
      return

    for (let tries = 0; listen.again === 'once more'; tries++) {
      listen.again = 'asking'
      for (const name of Object.keys(channels)) {
        const channel = channels[name]
        try {
          channel && await (channel.result = ask('listen', name))
          channel && channel.listeners.forEach(x => x.onlisten && x.onlisten())
        } catch (error) {
          if (error.code === 'CONNECTION_ENDED' || error.code === 'CONNECTION_DESTROYED')
            return
          listen.again = 'once more'
          await new Promise(r => setTimeout(r, Math.min(2 ** tries * 10, 1000)).unref())
          break
        }
      }
    }
    listen.again = null
  }
`,
    ],
  ],
};
