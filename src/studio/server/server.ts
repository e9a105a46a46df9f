import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { UserError } from '../../errors.js';
import { type StudioOptions, studioApp } from './app.js';
import { boundUnread } from './unread.js';

export const DEFAULT_PORT = 4150;
/** Ports that are tried after the default one. */
const FURTHER_PORTS = 20;
/** Bytes of answers that nobody has taken yet. */
const MOST_UNREAD = 64 * 2 ** 20;

export interface RunningStudio {
  readonly url: string;
  /** Ends open connections, streams among them. */
  close(): Promise<void>;
}

/**
 * Starts the studio's server.
 *
 * @param port undefined: 4150, or the next one that is free
 * @throws UserError if it cannot listen there
 */
export async function startStudio(
  options: StudioOptions & { readonly port?: number | undefined },
): Promise<RunningStudio> {
  const server = createAdaptorServer({
    fetch: studioApp(options).fetch,
    serverOptions: {
      // A client that dawdles over its request is cut off; one that follows a training has sent its request.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1_000,
    },
  }) as Server;
  server.maxConnections = 1024;
  boundUnread(server, MOST_UNREAD);
  const ports =
    options.port === undefined
      ? Array.from({ length: 1 + FURTHER_PORTS }, (_, i) => DEFAULT_PORT + i)
      : [options.port];
  await listen(server, options.host, ports);
  const { port } = server.address() as AddressInfo;
  const name = nameOf(options.host);
  return {
    url: `http://${name}:${port}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, host: string, [port, ...others]: readonly number[]): Promise<void> {
  try {
    const listening = once(server, 'listening');
    server.listen(port, host);
    await listening;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && others.length > 0) return listen(server, host, others);
    const why = code === 'EADDRINUSE' ? 'it is taken' : String(code);
    throw new UserError(
      `The studio cannot listen on ${host}, port ${port} (${why}). Give another --port or --host.`,
    );
  }
}

/** What a browser on this machine calls the address. */
function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
