import type { JSX } from 'preact';
import { nativeCanvas, toBlob } from '../picture/canvas.js';
import { download } from '../picture/save.js';
import { fileOf } from '../state/command.js';
import { useCopy } from '../state/copy.js';
import type { Face } from '../state/faces.js';
import { complain } from '../state/notice.js';
import { Icon } from './Icon.js';

interface Props {
  readonly text: string;
  /** What it reads that is on no disk yet. */
  readonly unsaved?: readonly Face[];
}

/** The command that does the same, to be copied, and the pictures that it needs. */
export function Command({ text, unsaved = [] }: Props): JSX.Element {
  const [copied, copy] = useCopy();
  const save = async (face: Face): Promise<void> => {
    try {
      download(await toBlob(nativeCanvas(await face.pixels())), fileOf(face));
    } catch (error) {
      complain(error);
    }
  };
  return (
    <section class="command" aria-label="The same as a command">
      <code>{text}</code>
      <button type="button" class="quiet" aria-label="Copy the command" onClick={() => copy(text)}>
        <Icon name={copied ? 'check' : 'copy'} />
        <span aria-live="polite" class="hidden">
          {copied ? 'Copied' : ''}
        </span>
      </button>
      {unsaved.length > 0 && (
        <p class="hint">
          It reads{' '}
          {unsaved.map((face) => (
            <button key={face.id} type="button" class="button small" onClick={() => save(face)}>
              <Icon name="save" /> {fileOf(face)}
            </button>
          ))}
        </p>
      )}
    </section>
  );
}
