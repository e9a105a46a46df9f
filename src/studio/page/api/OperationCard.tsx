import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { fieldsOf, type Operation, sampleOf } from './openapi.js';
import { type Answer, curlOf, send } from './send.js';

/** One operation: what it takes, what it gives, and a form that tries it. */
export function OperationCard({ operation }: { readonly operation: Operation }): JSX.Element {
  const { method, path, summary, description, body, responses } = operation;
  const schema = body?.['application/json']?.schema;
  const takesImage = schema?.properties?.image !== undefined;
  const parameters = operation.parameters.filter((one) => one.in !== 'header');
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({});
  const [json, setJson] = useState(() => (schema ? sampleText(sampleOf(schema)) : ''));
  const [image, setImage] = useState<File>();
  const [answer, setAnswer] = useState<Answer>();
  const [trouble, setTrouble] = useState<string>();
  const [busy, setBusy] = useState(false);
  const filled = { parameters: given, json, image };
  const name = `${method} /${path}`;
  const attempt = async (): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    setAnswer(undefined);
    try {
      setAnswer(await send(operation, filled));
    } catch (error) {
      setTrouble(error instanceof TypeError ? 'The server does not answer.' : (error as Error).message);
    }
    setBusy(false);
  };
  return (
    <details class="card">
      <summary>
        <code>{name}</code> <span>{summary}</span>
      </summary>
      {description && <p>{description}</p>}
      {schema && (
        <>
          <p class="hint">Takes {Object.keys(body!).join(', ')}.</p>
          <dl class="parts">
            {fieldsOf(schema).map((field) => (
              <div key={field.name}>
                <dt>
                  <code>{field.name}</code> <span class="hint">{field.kind}</span>
                </dt>
                <dd>{field.words}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p class="hint">Answers</p>
      <dl class="parts">
        {Object.entries(responses).map(([status, response]) => (
          <div key={status}>
            <dt>
              <code>{status}</code> <span class="hint">{Object.keys(response.content ?? {}).join(', ')}</span>
            </dt>
            <dd>{response.description}</dd>
          </div>
        ))}
      </dl>
      <form
        aria-label={`Try ${name}`}
        onSubmit={(event) => {
          event.preventDefault();
          void attempt();
        }}
      >
        {parameters.map((parameter) => (
          <label key={parameter.name}>
            {parameter.name}
            <input
              class="field"
              required={parameter.required ?? false}
              value={given[parameter.name] ?? ''}
              onInput={({ currentTarget: { value } }) => setGiven({ ...given, [parameter.name]: value })}
            />
          </label>
        ))}
        {takesImage && (
          <label>
            image
            <input
              type="file"
              accept="image/png,image/jpeg,image/webp"
              onChange={({ currentTarget: { files } }) => setImage(files?.[0])}
            />
          </label>
        )}
        {schema && (
          <label>
            {takesImage ? 'all else, as JSON' : 'body'}
            <textarea
              class="field"
              rows={4}
              spellcheck={false}
              value={json}
              onInput={({ currentTarget: { value } }) => setJson(value)}
            />
          </label>
        )}
        <button type="submit" class="button primary" disabled={busy}>
          {busy ? 'Waiting' : 'Try it'}
        </button>
      </form>
      <pre class="curl">{curlOf(operation, filled)}</pre>
      <div aria-live="polite">
        {trouble !== undefined && <p>{trouble}</p>}
        {answer && (
          <>
            <p class="hint">
              {answer.status}, {answer.type}, {Math.round(answer.milliseconds)} ms
            </p>
            {answer.pictures.map((url, i) => (
              <img key={url} src={url} alt={`What came back, ${i + 1}`} />
            ))}
            {answer.file && (
              <a class="button" href={answer.file.url} download={answer.file.name}>
                Save {answer.file.bytes.toLocaleString('en')} bytes
              </a>
            )}
            {answer.text !== '' && <pre>{answer.text}</pre>}
          </>
        )}
      </div>
    </details>
  );
}

/** Without the field that a file is chosen for. */
function sampleText(sample: unknown): string {
  const { image: _, ...others } = sample as Readonly<Record<string, unknown>>;
  return JSON.stringify(others);
}
