import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/**
 * What is disturbed, in this order: the later ones use what the first two have made. `args` is what a person types,
 * before a fault and after it.
 *
 * @param folder of all of them; each writes into the folder in it that is named `out`
 * @param faults how often each will be disturbed before it has to be whole
 */
export function worksIn(folder, faults) {
  const model = join(folder, 'train');
  const plain = ['--engine', 'onnx', '--threads', '1', '--quiet'];
  const words = (text) => text.split(' ');
  return {
    render: (out) => [
      ...words(`render faces --size 32 --batches ${5 * faults} --kinds azimuth,all --workers 1 --quiet`),
      ...['--out', out],
    ],
    train(out) {
      if (existsSync(join(out, 'config.json'))) return ['train', '--run', out, '--resume', '--quiet'];
      const small =
        '--encoder 8 --decoder 8,8 --network paper --code 20 --kinds azimuth=1,all=1 --groups page';
      const often = '--checkpoint-every 7 --validate-every 20 --validation-batches 3 --metrics-every 1';
      const steps = ['--steps', String(8 * faults)];
      return [
        'train',
        '--data',
        join(folder, 'render'),
        '--run',
        out,
        ...words(small),
        ...words(often),
        ...steps,
        ...plain,
      ];
    },
    // Pictures, of which no more are drawn to compare with: that takes most of its time, and writes nothing.
    evaluate: (out) => [
      ...['evaluate', '--model', model, '--data', join(folder, 'pictures'), '--images', '40'],
      ...['--out', out, '--force', ...plain],
    ],
    // The parts that take least.
    reproduce: (out) => [
      ...words('reproduce sweeps invariance --quick'),
      ...['--weights', model, '--out', out, ...plain],
    ],
    recogniser(out) {
      if (!existsSync(out)) {
        mkdirSync(out);
        cpSync(join(model, 'model.safetensors'), join(out, 'model.safetensors'));
      }
      const picture = join(folder, 'picture.png');
      return ['verify', picture, picture, '--frame', 'middle', '--model', out, ...plain];
    },
  };
}

/** For the recogniser, which is learnt before two pictures are compared, and for the evaluation. */
export async function drawPictures(folder) {
  const draw = async (path, from) => {
    const noise = Buffer.from({ length: 64 * 64 }).map((_, i) => (i * i * from) % 251);
    const raw = { width: 64, height: 64, channels: 1 };
    await sharp(noise, { raw }).png().toFile(path);
  };
  await draw(join(folder, 'picture.png'), 31);
  for (let batch = 0; batch < 5; batch++) {
    const place = join(folder, 'pictures', 'test', 'azimuth', String(batch));
    mkdirSync(place, { recursive: true });
    for (let i = 0; i < 8; i++) await draw(join(place, `${i}.png`), 8 * batch + i + 2);
  }
}
