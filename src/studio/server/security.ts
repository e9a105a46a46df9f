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

const LOOPBACK_NAMES = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

export function isLoopback(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1'].includes(host);
}

/**
 * Refuses requests that another site makes in the user's browser: those whose `Origin` is not this server, and, on
 * loopback, those that came by a name that somebody else pointed at this machine (DNS rebinding).
 */
export function sameOriginOnly(host: string): MiddlewareHandler {
  return async (c, next) => {
    const name = c.req.header('host') ?? '';
    if (isLoopback(host) && !LOOPBACK_NAMES.test(name))
      throw new HTTPException(403, {
        message: `This server answers to localhost and 127.0.0.1, not to ${JSON.stringify(name)}.`,
      });
    const origin = c.req.header('origin');
    if (origin !== undefined && hostOf(origin) !== name)
      throw new HTTPException(403, { message: `Requests from ${JSON.stringify(origin)} are not answered.` });
    await next();
  };
}

/** Without the scheme, since a proxy may add the TLS. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
