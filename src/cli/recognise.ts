import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { framingFor } from '../framing/frameOptions.js';
import type { Match } from '../recognition/gallery.js';
import type { Photograph } from '../rerender/readPhotograph.js';
import { defineCommand } from './command.js';
import { FrameNotices, frameReport, withoutChoice } from './frameOption.js';
import { panel } from './panel.js';
import { openWithProgress, recogniserOptions } from './recogniser.js';
import { doubtIn, verdictsOn } from './verdicts.js';

const options = z.strictObject({
  ...recogniserOptions,
  gallery: z
    .array(z.string().min(1))
    .min(1)
    .describe('folder with a folder of images for each person, or a saved gallery')
    .meta({ placeholder: 'path' }),
  probe: z.array(z.string().min(1)).default([]).describe('whom to recognise').meta({ placeholder: 'image' }),
  nearest: z.int().positive().default(3).describe('people to name for each probe'),
  save: z
    .string()
    .min(1)
    .optional()
    .describe('file for the gallery; may be one of those given, which is then added to')
    .meta({ placeholder: 'file' }),
});

export function recogniseCommand(): Command {
  return defineCommand({
    name: 'recognise',
    description: 'Name the people on photographs, by the part of their code that pose and light leave alone.',
    arguments: [{ name: '[image...]', description: 'more probes' }],
    options,
    examples: [
      'dcign recognise --gallery people --probe a.png b.png',
      'dcign recognise --gallery people --save people.gallery',
      'dcign recognise --gallery people.gallery --gallery newcomers --save people.gallery',
    ],
    async run(given, more) {
      const { threshold: wanted, gallery: paths, nearest, save } = given;
      const { embedPhotographs, openGalleries, peopleOf } = await import('../recognition/enrol.js');
      const { identify } = await import('../recognition/gallery.js');
      const { writeGallery } = await import('../recognition/galleryFile.js');
      const { embeddingWidth } = await import('../recognition/projection.js');
      const { wordsOf } = await import('../sampling/words.js');
      const probes = [...given.probe, ...more];
      if (probes.length === 0 && save === undefined)
        throw new UserError('There is nothing to do: give photographs with --probe, or a file with --save.');
      if (save !== undefined && existsSync(save) && !paths.includes(save))
        throw new UserError(
          `${save} exists already. To add to it, give it as a --gallery too; otherwise choose another name.`,
        );
      const enrolled = (await Promise.all(paths.map(peopleOf))).flatMap((people) => people ?? []);
      const { model, recogniser } = await openWithProgress(given, [
        ...probes,
        ...enrolled.map(({ path }) => path),
      ]);
      try {
        const notices = new FrameNotices();
        const framing = framingFor(given, model.description);
        const gallery = await openGalleries(model, recogniser, paths, withoutChoice(framing), notices.add);
        if (save !== undefined) await writeGallery(save, gallery);
        const threshold = wanted ?? recogniser.threshold;
        const photographs: Photograph[] = [];
        const vectors = await embedPhotographs(model, recogniser, probes, framing, (photograph) => {
          notices.add(photograph);
          photographs.push(photograph);
        });
        notices.say(given.quiet);
        const width = embeddingWidth(recogniser.projection);
        const verdicts = await verdictsOn(model, photographs);
        const found = probes.map((probe, i) => {
          const matches = identify(gallery, vectors.subarray(i * width, (i + 1) * width));
          // What is no face is nobody, whoever is nearest.
          const isKnown = verdicts[i]?.reads !== 'not' && matches[0]!.score >= threshold;
          const person = isKnown ? matches[0]!.name : 'unknown';
          const verdict = verdicts[i]?.words;
          return {
            ...{ probe, person, verdict, ...frameReport(photographs[i]!) },
            nearest: matches.slice(0, nearest),
          };
        });
        const people = new Set(gallery.names).size;
        const { one, many } = wordsOf(model.description);
        return {
          json: { people, images: gallery.names.length, threshold, save, probes: found },
          text: panel({
            title: `${people} ${many} are enrolled, with ${gallery.names.length} images; same ${one} from a score of ${threshold.toFixed(2)}.`,
            written: save === undefined ? [] : [{ path: save, what: 'the gallery; give it as --gallery' }],
            notes: found.map(({ probe, person, nearest }, i) => {
              const doubt = doubtIn(verdicts[i]);
              return `${probe}: ${person} (${shown(nearest)})${doubt === undefined ? '' : `; ${doubt}`}`;
            }),
          }),
        };
      } finally {
        await model.dispose();
      }
    },
  });
}

function shown(matches: readonly Match[]): string {
  return matches.map(({ name, score }) => `${name} ${score.toFixed(2)}`).join(', ');
}
