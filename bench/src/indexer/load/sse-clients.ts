import { Agent, request } from 'node:http';
import { z } from 'zod';

/**
 * A process of many clients of one stream of server-sent events. Sent a list of ids by its parent, it answers for each that any client
 * got: how many clients did, and when (epoch milliseconds) the last of them; and how many streams have ended.
 */
const [url = '', count = '1'] = process.argv.slice(2);

const deliveries = new Map<string, { clients: number; last: number }>();
let ended = 0;
const now = () => performance.timeOrigin + performance.now();

function got(id: string): void {
  const at = now();
  const delivery = deliveries.get(id);
  if (delivery === undefined) deliveries.set(id, { clients: 1, last: at });
  else {
    delivery.clients += 1;
    delivery.last = at;
  }
}

/** Events end with an empty line; the id is one of their lines. A position that is told again, so that a quiet client resumes there, is no event. */
function follow(chunks: NodeJS.ReadableStream): void {
  let rest = '';
  let last = '';
  chunks.setEncoding('utf8');
  chunks.on('close', () => (ended += 1));
  // told by `close`
  chunks.on('error', () => undefined);
  chunks.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const id = line.startsWith('id:') ? line.slice(3).trim() : last;
      if (id !== last) got((last = id));
    }
  });
}

const agent = new Agent({ maxSockets: Infinity });
const { hostname, port } = new URL(url);

function connect(): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: '/events', agent }, (reply) => {
      if (reply.statusCode !== 200) {
        reject(new Error(`/events answered ${reply.statusCode}`));
        return;
      }
      follow(reply);
      resolve();
    });
    asked.on('error', reject);
    asked.end();
  });
}

const Ids = z.array(z.string());

process.on('message', (message) => {
  const list = Ids.parse(message).flatMap((id) => {
    const delivery = deliveries.get(id);
    return delivery === undefined ? [] : [{ id, ...delivery }];
  });
  process.send?.({ ended, list });
});
// the parent ended: so does this
process.on('disconnect', () => process.exit(0));

// in groups, so that the listening socket's queue is never full
for (let opened = 0; opened < Number(count); opened += 50) {
  await Promise.all(Array.from({ length: Math.min(50, Number(count) - opened) }, connect));
}
process.send?.('connected');
