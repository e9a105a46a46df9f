import { note } from './blocks.js';
import type { Part } from './part.js';
import { showTurning, turnable } from './showRerendering.js';

export const sweeps: Part = {
  name: 'sweeps',
  title: 'One image, other poses and lights',
  shownIn: "paper, figures 4 and 5; the project page's animations",
  stage: 'measure',
  comparesTwin: false,
  async run(bench, onWork) {
    const names = turnable(bench, 'degree');
    return {
      numbers: { turned: names, people: bench.scale.people },
      claims: [],
      blocks: [
        note(
          'Each row: an image of somebody whom the model has never seen, its reconstruction, and the same head with ' +
            'one unit of its code turned through its range.',
        ),
        ...(await showTurning(bench, names, onWork)),
      ],
    };
  },
};
