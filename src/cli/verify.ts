import type { Command } from 'commander';
import { z } from 'zod';
import { UserError } from '../errors.js';
import { framingFor } from '../framing/frameOptions.js';
import type { Photograph } from '../rerender/readPhotograph.js';
import { defineCommand } from './command.js';
import { FrameNotices, frameReport } from './frameOption.js';
import { openWithProgress, recogniserOptions } from './recogniser.js';
import { doubtIn, verdictsOn } from './verdicts.js';

export function verifyCommand(): Command {
  return defineCommand({
    name: 'verify',
    description: 'Say whether two photographs show the same person.',
    arguments: [{ name: '<image...>', description: 'two photographs' }],
    options: z.strictObject(recogniserOptions),
    examples: ['dcign verify a.png b.png'],
    async run(options, images) {
      if (images.length !== 2)
        throw new UserError(`Two photographs are compared, but ${images.length} were given. Name two.`);
      const { embedPhotographs } = await import('../recognition/enrol.js');
      const { embeddingWidth } = await import('../recognition/projection.js');
      const { cosines } = await import('../recognition/trials.js');
      const { wordsOf } = await import('../sampling/words.js');
      const { model, recogniser } = await openWithProgress(options, images);
      try {
        const notices = new FrameNotices();
        const photographs: Photograph[] = [];
        const framing = framingFor(options, model.description);
        const vectors = await embedPhotographs(model, recogniser, images, framing, (photograph) => {
          notices.add(photograph);
          photographs.push(photograph);
        });
        notices.say(options.quiet);
        const width = embeddingWidth(recogniser.projection);
        const [score] = cosines({ vectors: vectors.subarray(0, width), width }, vectors.subarray(width));
        const { equalErrorRate } = recogniser;
        const threshold = options.threshold ?? recogniser.threshold;
        const verdicts = await verdictsOn(model, photographs);
        const doubts = images.flatMap((image, i) => {
          const doubt = doubtIn(verdicts[i]);
          return doubt === undefined ? [] : [`${image}: ${doubt}.`];
        });
        // Of what is no face there is no saying whose it is.
        const same = verdicts.some((verdict) => verdict?.reads === 'not') ? null : score! >= threshold;
        const { one, many } = wordsOf(model.description);
        const answer = same === null ? 'No answer' : same ? `The same ${one}` : `Two ${many}`;
        return {
          json: {
            ...{ same, score, threshold, equalErrorRate },
            images: photographs.map((one, i) => ({ ...frameReport(one), verdict: verdicts[i]?.words })),
          },
          text: [
            `${answer}: score ${score!.toFixed(3)}, threshold ${threshold.toFixed(3)} ` +
              `(on drawn validation ${many} ${(100 * equalErrorRate).toFixed(1)} % of pairs are decided wrongly there).`,
            ...doubts,
          ].join('\n'),
        };
      } finally {
        await model.dispose();
      }
    },
  });
}
