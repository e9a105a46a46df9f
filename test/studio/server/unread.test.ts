import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { boundUnread } from '../../../src/studio/server/unread.js';

const MEBI = 2 ** 20;

test('answers that nobody takes are bounded: the oldest goes, and who reads gets all of his', async () => {
  const body = Buffer.alloc(8 * MEBI, 'a');
  const held = new Set<Socket>();
  const server = createServer((_, response) => response.end(body));
  boundUnread(server, 25 * MEBI);
  server.on('connection', (socket) => {
    held.add(socket);
    socket.on('close', () => held.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const clients: Socket[] = [];
  try {
    for (let i = 0; i < 12; i++) {
      const answered = once(server, 'request');
      const client = connect(port, '127.0.0.1').pause();
      client.on('error', () => {});
      client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
      clients.push(client);
      await answered;
    }
    const unread = (): number => [...held].reduce((sum, { writableLength }) => sum + writableLength, 0);
    await expect.poll(unread).toBeLessThanOrEqual(25 * MEBI);
    // Three have room, or more where the system takes a part of each.
    expect(held.size).toBeGreaterThanOrEqual(3);
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect((await answer.arrayBuffer()).byteLength).toBe(body.length);
    // The last of those who do not read are the ones that are left.
    const ports = new Set([...held].map(({ remotePort }) => remotePort));
    expect(ports.has(clients.at(-1)!.localPort)).toBe(true);
    expect(ports.has(clients[0]!.localPort)).toBe(false);
  } finally {
    for (const client of clients) client.destroy();
    server.close();
    server.closeAllConnections();
  }
});
