import type { RouterRoute } from 'hono/types';

/**
 * The methods that something at a path answers to; none where there is nothing.
 *
 * @param routes of the app; those for all methods or all paths do not count
 * @param isAsset whether a file is served there
 */
export function methodsAt(routes: readonly RouterRoute[], isAsset: boolean, path: string): readonly string[] {
  const methods = routes
    .filter((route) => route.method !== 'ALL' && !route.path.includes('*') && matches(route.path, path))
    .map((route) => route.method);
  if (isAsset) methods.push('GET');
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}

/** @param pattern with names for parts: `/api/runs/:name` */
function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === given.length && wanted.every((part, i) => part.startsWith(':') || part === given[i])
  );
}
