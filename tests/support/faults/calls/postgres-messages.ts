import { nameStatement, stateAmong } from './name-calls.ts';

/** A message of Postgres's wire protocol with the byte that tells its type. */
export interface Message {
  readonly type: string;
  readonly bytes: Buffer;
}

/** What a client sends before it waits. */
export interface Request {
  readonly bytes: Buffer;
  /** Empty where it asks for nothing that changes or reads data: greetings, descriptions. */
  readonly calls: readonly string[];
  /** Whether its reply ends with a ReadyForQuery. */
  readonly awaitsReady: boolean;
}

/** Cuts a stream into messages; what is not complete waits for the next chunk. `untyped` is the greeting, which has no type. */
export function readMessages(input: { untyped?: boolean } = {}): (chunk: Buffer) => Message[] {
  let rest: Buffer = Buffer.alloc(0);
  let greeting = input.untyped === true;
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const messages: Message[] = [];
    for (;;) {
      const at = greeting ? 0 : 1;
      if (rest.length < at + 4) return messages;
      const length = at + rest.readInt32BE(at);
      if (rest.length < length) return messages;
      messages.push({ type: greeting ? '' : rest.toString('latin1', 0, 1), bytes: rest.subarray(0, length) });
      rest = rest.subarray(length);
      greeting = false;
    }
  };
}

/** Reads what one connection asks for; knows its prepared statements and the transition that its transaction is about. */
export function requestReader(): (chunk: Buffer) => Request[] {
  const messages = readMessages({ untyped: true });
  const statements = new Map<string, string>();
  let batch: Message[] = [];
  let state: string | undefined;
  return (chunk) =>
    messages(chunk).flatMap((message) => {
      batch.push(message);
      // Q, Sync, Flush, password, Terminate and the greeting: the server acts on what it has
      if (!['Q', 'S', 'H', 'p', 'X', ''].includes(message.type)) return [];
      const texts: string[] = [];
      for (const { type, bytes } of batch) {
        if (type === 'P') {
          const [name, text] = strings(bytes);
          statements.set(name, text);
        }
        if (type === 'Q') texts.push(strings(bytes)[0]);
        if (type === 'B') {
          const text = statements.get(strings(bytes)[1]) ?? '';
          texts.push(text);
          if (/insert into .*job_timeline/.test(text)) state = stateAmong(boundValues(bytes)) ?? state;
        }
      }
      const request = {
        bytes: Buffer.concat(batch.map(({ bytes }) => bytes)),
        calls: texts.map((text) => nameInTransaction(text, state)),
        awaitsReady: message.type === 'Q' || message.type === 'S',
      };
      if (texts.some((text) => /^\s*(begin|commit|rollback)/i.test(text))) state = undefined;
      batch = [];
      return [request];
    });
}

/** The commit of a transition is named by the state that it makes true. */
function nameInTransaction(text: string, state: string | undefined): string {
  const isCommit = /^\s*commit/i.test(text);
  return isCommit && state !== undefined ? `transition to ${state}` : nameStatement(text);
}

/** The first two strings of a message; each ends with a zero byte. */
function strings(bytes: Buffer): [string, string] {
  const first = bytes.indexOf(0, 5);
  const second = bytes.indexOf(0, first + 1);
  return [bytes.toString('utf8', 5, first), bytes.toString('utf8', first + 1, second)];
}

/** The values of a Bind message as text. */
function boundValues(bytes: Buffer): string[] {
  let at = bytes.indexOf(0, bytes.indexOf(0, 5) + 1) + 1;
  at += 2 + 2 * bytes.readInt16BE(at);
  const count = bytes.readInt16BE(at);
  at += 2;
  const values: string[] = [];
  for (let index = 0; index < count; index++) {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0) continue;
    values.push(bytes.toString('utf8', at, at + length));
    at += length;
  }
  return values;
}
