import { type MeasureRequest, measure } from './measure.js';

// One case in a process of its own: the request comes as JSON, the measurement is the last line printed.
console.log(JSON.stringify(await measure(JSON.parse(process.argv[2]!) as MeasureRequest)));
