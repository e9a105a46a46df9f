import { quoted } from '../../../cli/quoted.js';
import type { Frame } from '../../../framing/frame.js';
import type { Face } from './faces.js';
import { type Settings, written } from './settings.js';

/** An image as a command is given it. */
export interface CommandImage {
  readonly file: string;
  /** Undefined: the command frames it as the page does. */
  readonly crop?: Frame | undefined;
}

/** A photograph is on the user's disk; what was drawn, or comes from the camera, has to be saved first. */
export function imageOf(face: Face): CommandImage {
  return face.source ?? { file: fileOf(face) };
}

/** What a face is called as a file of the model's size, which commands take as it is. */
export function fileOf({ name, source }: Face): string {
  return `${stemOf(name)}${source === undefined ? '' : '-framed'}.png`;
}

/** A name as that of a file, without its ending. */
export function stemOf(name: string): string {
  const stem = name.replace(/\.\w+$/, '').replace(/[^\p{L}\p{N}.-]+/gu, '-');
  return stem.replace(/^[-.]+/, '') || 'face';
}

interface Asked {
  /** What is swept: a control, or with `towards` the names of groups. */
  readonly vary: string;
  readonly settings: Settings;
  /** Another image, of the model's size. */
  readonly towards?: string | undefined;
  /** Whether the code was refined. */
  readonly refined: boolean;
  readonly out: string;
}

/**
 * The command that makes the same picture from the same file.
 *
 * @param model the words that name the model
 */
export function rerenderCommand(
  image: CommandImage,
  model: readonly string[],
  { vary, settings, towards, refined, out }: Asked,
  windows: boolean = /^win/i.test(navigator.platform),
): string {
  const set = Object.entries(settings).filter(([name]) => name !== vary);
  const words = [
    ...['dcign', 'rerender', ...imageWords(image, model)],
    ...(refined ? [] : ['--refine', '0']),
    ...['--vary', vary],
    ...(towards === undefined ? [] : ['--towards', towards]),
    ...set.flatMap(([name, value]) => ['--set', `${name}=${written(value)}`]),
    ...['--out', out],
  ];
  return words.map((word) => quoted(word, windows)).join(' ');
}

/** An image, where it is cut, and what reads it. @param model the words that name the model */
export function imageWords({ file, crop }: CommandImage, model: readonly string[]): readonly string[] {
  return [
    // Or it would be taken for an option.
    file.startsWith('-') ? `./${file}` : file,
    ...model,
    ...(crop === undefined ? [] : ['--crop', cropWord(crop)]),
  ];
}

/** To a hundredth of a pixel and of a degree. */
function cropWord({ x, y, side, roll }: Frame): string {
  return [x, y, side, roll].map((value) => written(value)).join();
}
