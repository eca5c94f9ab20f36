import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of a WebSocket: text frames, each message in one. */
export interface ServerSocket {
  send(text: string): void;
  close(): void;
}

const frameOf = (text: string): Buffer => {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x81;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
};

/** The place and length of a client's first frame, which is masked; undefined where it has not come as a whole. */
function frameAt(bytes: Buffer): { mask: number; end: number } | undefined {
  if (bytes.length < 14 && bytes.length < 6 + ((bytes[1] ?? 0) & 127)) return undefined;
  const told = (bytes[1] ?? 0) & 127;
  const mask = told === 127 ? 10 : told === 126 ? 4 : 2;
  const length =
    told === 127 ? Number(bytes.readBigUInt64BE(2)) : told === 126 ? bytes.readUInt16BE(2) : told;
  const end = mask + 4 + length;
  return end > bytes.length ? undefined : { mask, end };
}

/** Gives the texts of a client's frames as they become whole, undefined for one that closes. */
function frameReader(onText: (text: string | undefined) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let frame = frameAt(rest); frame !== undefined; frame = frameAt(rest)) {
      const { mask, end } = frame;
      const payload = Buffer.from(rest.subarray(mask + 4, end));
      for (let index = 0; index < payload.length; index += 1) {
        payload[index] = (payload[index] ?? 0) ^ (rest[mask + (index % 4)] ?? 0);
      }
      const opcode = (rest[0] ?? 0) & 15;
      rest = rest.subarray(end);
      if (opcode === 1) onText(payload.toString());
      if (opcode === 8) onText(undefined);
    }
  };
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
    stream.on(
      'data',
      frameReader((text) => {
        if (text === undefined) stream.end();
        else onText(socket, text);
      }),
    );
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
