import { join } from 'node:path';
import { makeFolder } from '../../files/makeFolder.js';
import { writeAtomically } from '../../files/writeAtomically.js';
import type { Evaluation } from '../evaluate.js';
import { reportHtml } from './html.js';

export const REPORT_JSON = 'report.json';
export const REPORT_HTML = 'report.html';

/** Writes report.json and report.html into a folder, which is made where it is missing. */
export async function writeReport(folder: string, evaluation: Evaluation): Promise<void> {
  await makeFolder(folder);
  await writeAtomically(join(folder, REPORT_HTML), await reportHtml(evaluation));
  await writeAtomically(join(folder, REPORT_JSON), `${JSON.stringify(evaluation.report, undefined, 2)}\n`);
}
