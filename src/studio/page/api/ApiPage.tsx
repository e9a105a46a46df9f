import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { OperationCard } from './OperationCard.js';
import { fetchDescription } from './openapi.js';

/** What the server says of its API, operation by operation. */
export function ApiPage(): JSX.Element {
  const [api, setApi] = useState<Awaited<ReturnType<typeof fetchDescription>>>();
  const [trouble, setTrouble] = useState<string>();
  useEffect(() => {
    fetchDescription().then(setApi, (error: Error) => setTrouble(error.message));
  }, []);
  return (
    <>
      <header class="top">
        <a class="brand" href="./">
          dcign <span>studio</span>
        </a>
      </header>
      <main class="apis">
        <h1>API</h1>
        {trouble !== undefined && <p role="alert">{trouble}</p>}
        {api && (
          <>
            <p>
              {api.description} Version {api.version}. For tools: <a href="api/openapi.json">openapi.json</a>.
            </p>
            {api.operations.map((operation) => (
              <OperationCard key={operation.method + operation.path} operation={operation} />
            ))}
          </>
        )}
      </main>
    </>
  );
}
