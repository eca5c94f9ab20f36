import { createHash } from 'node:crypto';
import { type Server } from 'node:http';
import { type Duplex } from 'node:stream';

/** The server's end of a WebSocket: text frames below 64 KiB, which is all that a test sends. */
export interface ServerSocket {
  send(text: string): void;
  close(): void;
}

const frameOf = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const short = payload.length < 126;
  const head = Buffer.alloc(short ? 2 : 4);
  head[0] = 0x81;
  head[1] = short ? payload.length : 126;
  if (!short) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
};

/** The text of a client's frames, each of which is masked; undefined for one that closes. */
function* textsOf(bytes: Buffer): Generator<string | undefined> {
  for (let at = 0; at + 6 <= bytes.length;) {
    const opcode = (bytes[at] ?? 0) & 15;
    const short = (bytes[at + 1] ?? 0) & 127;
    const head = short === 126 ? 4 : 2;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    const mask = bytes.subarray(at + head, at + head + 4);
    const payload = Buffer.from(bytes.subarray(at + head + 4, at + head + 4 + length));
    for (let index = 0; index < payload.length; index += 1) {
      payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
    }
    if (opcode === 1) yield payload.toString();
    if (opcode === 8) yield undefined;
    at += head + 4 + length;
  }
}

/** Lets an HTTP server take WebSockets. */
export function acceptSockets(server: Server, onText: (socket: ServerSocket, text: string) => void) {
  const open = new Set<Duplex>();
  server.on('upgrade', (request, stream: Duplex) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    stream.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
    );
    open.add(stream);
    const socket: ServerSocket = {
      send: (text) => void stream.write(frameOf(text)),
      close: () => void stream.destroy(),
    };
    stream.on('data', (bytes: Buffer) => {
      for (const text of textsOf(bytes)) {
        if (text === undefined) stream.end();
        else onText(socket, text);
      }
    });
    stream.on('close', () => open.delete(stream));
    stream.on('error', () => stream.destroy());
  });
  return {
    count: () => open.size,
    sendAll: (text: string) => {
      for (const stream of open) stream.write(frameOf(text));
    },
    dropAll: () => {
      for (const stream of open) stream.destroy();
    },
  };
}
