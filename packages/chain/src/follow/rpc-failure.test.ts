import { expect, test } from 'vitest';
import { kindOfError } from './rpc-failure.ts';

// What providers answered, as their documentation and users report it.
test.each([
  [-32005, 'query returned more than 10000 results', 'range'],
  [-32005, 'Please limit the query to at most 1000 blocks', 'range'],
  [-32005, 'daily request count exceeded, request rate limited', 'limit'],
  [-32005, 'rate limit exceeded', 'limit'],
  [-32005, '', 'limit'],
  [-32016, 'over rate limit', 'limit'],
  [429, 'Your app has exceeded its compute units per second capacity', 'limit'],
  [-32000, 'Too many requests, reason: call rate limit exhausted', 'limit'],
  [-32602, 'query exceeds max block range 2000', 'range'],
  [
    -32602,
    'Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range',
    'range',
  ],
  [-32614, 'eth_getLogs is limited to a 10,000 range', 'range'],
  [-32062, 'Block range is too large', 'range'],
  [-32000, 'query timeout exceeded', 'range'],
  [-32603, 'response too large', 'range'],
  [-32601, 'the method eth_subscribe does not exist/is not available', 'method'],
  [-32000, 'header not found', 'other'],
  [-32603, 'internal error', 'other'],
])('%i %s is a failure of kind %s', (code, message, kind) => {
  expect(kindOfError(code, message)).toBe(kind);
});
