import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import ipaddr from 'ipaddr.js';

/** Addresses by the name that is asked for. A name that is not there gets no answer at all. */
export type Zone = Readonly<Record<string, readonly string[]>>;

const types = { ipv4: 1, ipv6: 28 } as const;

/** A name server on loopback that knows a zone, and how often it was asked. */
export async function startNameServer(zone: Zone) {
  const socket = createSocket('udp4');
  let asked = 0;
  socket.on('message', (query, from) => {
    asked += 1;
    const labels: string[] = [];
    let at = 12;
    for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
      labels.push(query.toString('ascii', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const type = query.readUInt16BE(at + 1);
    const known = zone[labels.join('.').toLowerCase()];
    if (known === undefined) return;
    const records = known
      .map((address) => ipaddr.parse(address))
      .filter((address) => types[address.kind()] === type)
      .map((address) => {
        const bytes = address.toByteArray();
        const head = Buffer.alloc(12);
        // The name is the question's; type, class IN, to be kept for no second.
        head.writeUInt16BE(0xc00c, 0);
        head.writeUInt16BE(type, 2);
        head.writeUInt16BE(1, 4);
        head.writeUInt16BE(bytes.length, 10);
        return Buffer.concat([head, Buffer.from(bytes)]);
      });
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    // An answer, from a server that asked others.
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([head, query.subarray(12, at + 5), ...records]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    server: `127.0.0.1:${socket.address().port}`,
    asked: () => asked,
    stop: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
