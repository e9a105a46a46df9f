import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  // Together these two allow WebAssembly its threads.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(self), microphone=(), geolocation=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
};

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

export function isLoopback(host: string): boolean {
  return LOOPBACK.includes(host);
}

/**
 * Refuses requests that another site makes in the user's browser: those whose `Origin` is not this server, and those
 * that came by a name that somebody else pointed at this machine (DNS rebinding). On loopback the names of loopback
 * are its own; elsewhere any address is, since nobody can point an address elsewhere, and this machine's name.
 *
 * @param host that the server listens on
 * @param allow further names
 */
export function sameOriginOnly(host: string, allow: readonly string[]): MiddlewareHandler {
  const names = [...LOOPBACK, ...(isLoopback(host) ? [] : [host, hostname()]), ...allow].map((name) =>
    name.toLowerCase(),
  );
  const isOwn = (name: string): boolean => names.includes(name) || (!isLoopback(host) && isIP(name) !== 0);
  return async (c, next) => {
    const given = c.req.header('host') ?? '';
    const name = nameIn(given);
    if (name === undefined || !isOwn(name))
      throw new HTTPException(403, {
        message:
          `This server answers to ${names.join(', ')}, not to ${JSON.stringify(given)}. ` +
          'Whoever started it can add a name: dcign studio --allow NAME.',
      });
    const origin = c.req.header('origin');
    if (origin !== undefined && hostOf(origin) !== given)
      throw new HTTPException(403, { message: `Requests from ${JSON.stringify(origin)} are not answered.` });
    await next();
  };
}

/** `localhost` of `Localhost:4150`, `::1` of `[::1]:4150`. */
function nameIn(host: string): string | undefined {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([^:@/\s]+))(?::\d+)?$/i.exec(host) ?? [];
  return (address ?? name)?.toLowerCase();
}

/** Without the scheme, since a proxy may add the TLS. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
