// Makes faults: ends commands at random moments and fills their disk, reads damaged files and requests, opens and closes
// what the library gives out. Nothing may be lost. Needs a built dist/.
//
//   npm run campaign                      200 faults, 12,000 damaged inputs, 1,000 opens and closes: hours
//   npm run campaign -- --short           a few minutes of each
//   npm run campaign -- inputs handles    only these of faults, inputs and handles
//   npm run campaign -- --progress FILE   may be cut short: the same command goes on where it was
import { parseArgs } from 'node:util';
import { faultsCampaign } from './campaign/faults.js';
import { handlesCampaign } from './campaign/handles.js';
import { inputsCampaign } from './campaign/inputs.js';
import { openProgress } from './campaign/progress.js';

const { values, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean', default: false }, progress: { type: 'string' } },
});
const progress = openProgress(values.progress, values.short ? 'short' : 'whole');
const CAMPAIGNS = {
  inputs: () => inputsCampaign(values.short ? 600 : 12_000, progress),
  handles: () => handlesCampaign(values.short ? 60 : 1_000, progress),
  faults: () =>
    faultsCampaign(
      values.short
        ? { render: 4, train: 4, evaluate: 1, reproduce: 2, recogniser: 1 }
        : { render: 60, train: 60, evaluate: 25, reproduce: 30, recogniser: 25 },
      progress,
    ),
};
const unknown = named.find((name) => !Object.hasOwn(CAMPAIGNS, name));
if (unknown !== undefined)
  throw new Error(`there is no campaign ${unknown}, but ${Object.keys(CAMPAIGNS).join(', ')}`);
let lost = 0;
for (const [name, campaign] of Object.entries(CAMPAIGNS))
  if (named.length === 0 || named.includes(name)) lost += await campaign();
console.log(lost === 0 ? 'Nothing lost.' : `Lost: ${lost}.`);
process.exitCode = lost === 0 ? 0 : 1;
