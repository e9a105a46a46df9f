import { type MeasureRequest, measure } from './measure.js';

// One case in a process of its own: the request comes as JSON, the measurement is the last line printed, or why there
// is none.
try {
  console.log(JSON.stringify(await measure(JSON.parse(process.argv[2]!) as MeasureRequest)));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
