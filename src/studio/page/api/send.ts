import type { Operation } from './openapi.js';

/** What came back, in a form that a page can show. */
export interface Answer {
  readonly status: number;
  readonly milliseconds: number;
  readonly type: string;
  /** What is text, shortened. */
  readonly text: string;
  /** Addresses of pictures in it. */
  readonly pictures: readonly string[];
  /** What is neither: a file to be saved. */
  readonly file?: { readonly url: string; readonly name: string; readonly bytes: number };
}

/** What a user has filled in. */
export interface Filled {
  /** By name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The body as JSON. */
  readonly json: string;
  /** Takes the place of the field `image`. */
  readonly image?: File | undefined;
}

/** Milliseconds that a stream is listened to. */
const LISTEN = 3000;
const SHOWN = 4000;

/** @throws Error in plain words where the body is no JSON, or nobody answers */
export async function send(operation: Operation, filled: Filled): Promise<Answer> {
  const began = performance.now();
  const leave = new AbortController();
  const response = await fetch(addressOf(operation, filled.parameters), {
    method: operation.method,
    signal: leave.signal,
    ...(operation.body && { headers: { 'Content-Type': 'application/json' }, body: await bodyOf(filled) }),
  });
  const type = response.headers.get('content-type')?.split(';')[0] ?? '';
  const known = { status: response.status, milliseconds: performance.now() - began, type };
  if (type === 'text/event-stream') return { ...known, text: await listen(response, leave), pictures: [] };
  const blob = await response.blob();
  if (type.startsWith('image/')) return { ...known, text: '', pictures: [URL.createObjectURL(blob)] };
  if (type === 'application/json') {
    const answer: unknown = JSON.parse(await blob.text());
    return { ...known, text: shortened(answer), pictures: picturesIn(answer) };
  }
  const name = operation.path.split('/').at(-1)!;
  return {
    ...known,
    text: '',
    pictures: [],
    file: { url: URL.createObjectURL(blob), name, bytes: blob.size },
  };
}

export function addressOf({ path, parameters }: Operation, given: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(
    parameters
      .filter(({ name, in: place }) => place === 'query' && (given[name] ?? '') !== '')
      .map(({ name }): [string, string] => [name, given[name]!]),
  ).toString();
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
  return filled + (query === '' ? '' : `?${query}`);
}

async function bodyOf({ json, image }: Filled): Promise<string> {
  let body: unknown;
  try {
    body = JSON.parse(json);
  } catch {
    throw new Error('The body is no JSON.');
  }
  return JSON.stringify(image === undefined ? body : { ...(body as object), image: await dataUri(image) });
}

function dataUri(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(new Error(`${file.name} cannot be read.`)));
    reader.readAsDataURL(file);
  });
}

/** The same for a shell: a form where a file is sent, since that takes no base64. */
export function curlOf(operation: Operation, { parameters, json, image }: Filled): string {
  const address = new URL(addressOf(operation, parameters), document.baseURI).href;
  const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
  if (operation.body === undefined) return `curl -s ${quoted(address)}`;
  if (!('multipart/form-data' in operation.body))
    return `curl -s -H 'Content-Type: application/json' -d ${quoted(json)} ${quoted(address)}`;
  let fields: Readonly<Record<string, unknown>> = {};
  try {
    fields = JSON.parse(json);
  } catch {
    // Then there is nothing to send yet.
  }
  const words = Object.entries(fields)
    .filter(([name]) => name !== 'image')
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const file = `image=@${image?.name ?? 'face.png'}`;
  return `curl -s ${[file, ...words].map((word) => `-F ${quoted(word)}`).join(' ')} ${quoted(address)}`;
}

async function listen(response: Response, leave: AbortController): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  const timer = setTimeout(() => leave.abort(), LISTEN);
  try {
    for (const reader = response.body!.getReader(); text.length < SHOWN; ) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    // It was left.
  }
  clearTimeout(timer);
  leave.abort();
  return text.slice(0, SHOWN);
}

/** JSON whose long lists and texts are cut. */
function shortened(answer: unknown): string {
  const text = JSON.stringify(
    answer,
    (_, value: unknown) => {
      if (typeof value === 'string' && value.length > 120)
        return `${value.slice(0, 60)}… (${value.length} characters)`;
      if (Array.isArray(value) && value.length > 12 && value.every((one) => typeof one !== 'object'))
        return [...value.slice(0, 8), `… (${value.length} in all)`];
      return value;
    },
    2,
  );
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** What the API sends as base64 is PNG. */
function picturesIn(answer: unknown): readonly string[] {
  const { image, images = [] } = (answer ?? {}) as { image?: unknown; images?: unknown };
  return [image, images]
    .flat()
    .filter((one): one is string => typeof one === 'string')
    .map((one) => `data:image/png;base64,${one}`);
}
