import type { RawLog } from '../raw-log.ts';
import { isJson } from './hex.ts';
import { JsonText } from './json-text.ts';
import { type AskedLogs, readLogs } from './read-logs.ts';
import { invalid, kindOfError, RpcFailure } from './rpc-failure.ts';

/** What an `error` of JSON-RPC means. */
export function failureOf(error: unknown, method: string): RpcFailure {
  const code = isJson(error) && typeof error['code'] === 'number' ? error['code'] : 0;
  const message =
    isJson(error) && typeof error['message'] === 'string' ? error['message'] : 'no reason given';
  return new RpcFailure({
    kind: kindOfError(code, message),
    what: `${method}: ${message.slice(0, 200)} (${code})`,
  });
}

/** Reads an answer to `eth_getLogs` as it came. @throws RpcFailure also for what `readLogs` refuses */
export function readLogsAnswer(text: Uint8Array, id: number, asked: AskedLogs): RawLog[] {
  const json = new JsonText(text);
  let found: unknown;
  let error: unknown = null;
  let logs: RawLog[] | undefined;
  if (json.peek() !== '{'.charCodeAt(0)) throw invalid('eth_getLogs: the answer is not one to the question');
  json.object((from, to) => {
    if (json.is(from, to, 'id')) found = json.value();
    else if (json.is(from, to, 'error')) error = json.value();
    else if (!json.is(from, to, 'result')) json.skip();
    // Beside an error some say that there is no result.
    else if (!json.takesLiteral('null')) logs = readLogs(json, asked);
  });
  json.end();
  if (error !== null) throw failureOf(error, 'eth_getLogs');
  if (found !== id) throw invalid('eth_getLogs: the answer is not one to the question');
  if (logs === undefined) throw invalid('eth_getLogs: an answer without result or error');
  return logs;
}

/** As `readLogs`, of an answer that was parsed with others: few logs, which are written out again so that all are checked by one. */
export function readParsedLogs(reply: unknown, asked: AskedLogs): RawLog[] {
  return readLogs(new JsonText(Buffer.from(JSON.stringify(reply ?? null))), asked);
}
