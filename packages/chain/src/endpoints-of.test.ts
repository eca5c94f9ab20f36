import { expect, test } from 'vitest';
import { endpointsOf } from './endpoints-of.ts';

test('a socket of the same host belongs to the url before it', () => {
  expect(endpointsOf(['https://a.example/key', 'wss://a.example/ws/key', 'https://b.example'])).toEqual([
    { url: 'https://a.example/key', webSocketUrl: 'wss://a.example/ws/key' },
    { url: 'https://b.example' },
  ]);
});

test('a socket of another host, or a second one, is an endpoint of its own', () => {
  expect(endpointsOf(['http://a.example', 'ws://b.example', 'ws://b.example'])).toEqual([
    { url: 'http://a.example' },
    { url: 'ws://b.example' },
    { url: 'ws://b.example' },
  ]);
});

test('what is no url of a node is refused', () => {
  for (const url of ['', 'localhost:8545', 'file:///node.ipc']) {
    expect(() => endpointsOf([url])).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  }
});
