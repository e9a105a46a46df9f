import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readColourPhotograph, readHead } from '../../src/fitting/headPhotograph.js';
import { greyOf } from '../../src/fitting/headSheet.js';
import { photographedSkin } from '../../src/fitting/photographedSkin.js';
import { createHeadRenderer, inToneOf, photographedPose } from '../../src/fitting/renderHead.js';
import { FACE } from '../../src/framing/framing.js';
import { type Cell, layOut } from '../../src/picture/layout.js';
import { square, toSharp } from '../../src/picture/picture.js';
import { controlsOf, findControl } from '../../src/rerender/controls.js';
import { compose, facing, turned } from '../../src/scene/vector.js';
import type { Fitter } from './fitter.js';

/** Ten people, one photograph each: as it is, fitted, turned, lit anew; and as the network turns them. */
export async function headSheet(
  { model, faces, fitHead }: Fitter,
  folder: string,
  out: string,
): Promise<object> {
  const { size } = model.description.architecture;
  const renderer = createHeadRenderer(faces);
  const azimuth = findControl(controlsOf(model.description), 'azimuth');
  const rows: Cell[][] = [];
  const doubts = [];
  for (let person = 1; person <= 10; person++) {
    const path = join(folder, 'att_faces', `s${String(person).padStart(2, '0')}`, '01.png');
    const photograph = await readColourPhotograph(path, size, FACE);
    const { reading, code } = await readHead(model, photograph);
    const head = fitHead({ ...photograph, reading });
    const skin = photographedSkin(faces, head, photograph.colour);
    const pose = photographedPose(head);
    const { azimuth: read, elevation, roll } = head.circumstances;
    const turn = read > 0 ? -30 : 30;
    const draw = (changed: object): Uint8Array =>
      greyOf(inToneOf(head, renderer.render(head, skin, { ...pose, background: 40, ...changed }, size)));
    const network = await model.decode(azimuth.turn(code, azimuth.read(code) + turn));
    rows.push([
      { label: `s${person}`, picture: square(photograph.pixels) },
      { label: 'fitted', picture: square(draw({})) },
      {
        label: `turned ${turn}`,
        picture: square(draw({ rotation: compose(turned(roll), facing(read + turn, elevation)) })),
      },
      {
        label: 'other lamp',
        picture: square(
          draw({ lamp: { azimuth: head.circumstances.light > 0 ? -60 : 60, elevation: 20 }, shadows: true }),
        ),
      },
      { label: 'DC-IGN turned', picture: square(Uint8Array.from(network, (x) => Math.round(255 * x))) },
    ]);
    doubts.push({ person, pose: head.circumstances, cost: head.cost });
  }
  await writeFile(
    out,
    await toSharp(await layOut(rows))
      .png()
      .toBuffer(),
  );
  return { out, doubts };
}
