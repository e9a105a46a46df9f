import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Bounds what has been answered and not been taken, of all connections together. Beyond it the connection goes whose
 * answer has waited for longest, so that those who ask and do not read cost no more memory than that.
 *
 * @param most bytes
 */
export function boundUnread(server: Server, most: number): void {
  /** In the order of their last answers. */
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const makeRoom = (): void => {
    let unread = 0;
    for (const { writableLength } of sockets) unread += writableLength;
    for (const socket of sockets) {
      if (unread <= most) return;
      unread -= socket.writableLength;
      if (socket.writableLength > 0) socket.destroy();
    }
  };
  // Before the answer, which may be given at once.
  server.prependListener('request', ({ socket }, response) => {
    response.once('prefinish', () => {
      if (sockets.delete(socket)) sockets.add(socket);
      // By then it has been handed to the connection.
      setImmediate(makeRoom);
    });
  });
}
