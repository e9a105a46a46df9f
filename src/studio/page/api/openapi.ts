/** A JSON Schema, as far as the server uses it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
}

type Contents = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
}

export interface Operation {
  readonly method: string;
  /** Without the slash at its start: `api/runs/{name}/config`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Contents | undefined;
  /** By status. */
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Contents }>>;
}

interface OpenApi {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
}

type RawOperation = Omit<Operation, 'method' | 'path' | 'parameters' | 'body'> & {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
};

/** The server's description of itself. @throws Error in plain words where there is no server */
export async function fetchDescription(): Promise<
  OpenApi['info'] & { readonly operations: readonly Operation[] }
> {
  const response = await fetch('api/openapi.json').catch(() => undefined);
  if (response?.ok !== true)
    throw new Error('There is no API here: a studio of static files has none. Start one with dcign studio.');
  const { info, paths }: OpenApi = await response.json();
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, ...raw }]) => ({
      ...raw,
      ...{
        parameters,
        method: method.toUpperCase(),
        path: path.replace(/^\//, ''),
        body: requestBody?.content,
      },
    })),
  );
  return { ...info, operations };
}

/** Something that a schema lets pass, to begin with: what must be there, and what it gives an example of. */
export function sampleOf(schema: Schema): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.default !== undefined) return schema.default;
  const type = [schema.type].flat()[0];
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {})
        .filter(([name, inner]) => schema.required?.includes(name) || inner.example !== undefined)
        .map(([name, inner]) => [name, sampleOf(inner)]),
    );
  if (type === 'array')
    return Array.from({ length: schema.minItems ?? 1 }, () => sampleOf(schema.items ?? {}));
  if (type === 'number' || type === 'integer') return 0;
  return '';
}

/** Fields of a body, and what of them is to be known. */
export function fieldsOf(schema: Schema): readonly {
  readonly name: string;
  readonly kind: string;
  readonly words: string;
}[] {
  return Object.entries(schema.properties ?? {}).map(([name, inner]) => {
    const what = inner.enum?.join(' or ') ?? [inner.type].flat().join(' or ');
    const isRequired = schema.required?.includes(name);
    const otherwise =
      inner.default === undefined || typeof inner.default === 'object'
        ? ''
        : `, ${String(inner.default)} if not given`;
    return { name, kind: `${what}${isRequired ? ', required' : otherwise}`, words: inner.description ?? '' };
  });
}
