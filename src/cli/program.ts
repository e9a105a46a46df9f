import { Command } from 'commander';
import { version } from '../version.js';
import { benchCommand } from './bench.js';
import { houseStyle } from './command.js';
import { compareCommand } from './compare.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand } from './evaluate.js';
import { evaluateInferenceCommand } from './evaluateInference.js';
import { evaluateRecognitionCommand } from './evaluateRecognition.js';
import { exportCommand } from './export.js';
import { describeFailure } from './failure.js';
import { headCommand } from './head.js';
import { inferCommand } from './infer.js';
import { quickstartCommand } from './quickstart.js';
import { recogniseCommand } from './recognise.js';
import { renderCommand } from './render.js';
import { reproduceCommand } from './reproduce.js';
import { rerenderCommand } from './rerender.js';
import { sampleCommand } from './sample.js';
import { studioBuildCommand, studioCommand } from './studio.js';
import { trainCommand } from './train.js';
import { verifyCommand } from './verify.js';

/**
 * The whole command line. Every command imports its heavy libraries when it runs, so that `--help` and
 * mistakes are answered at once.
 */
export function program(): Command {
  const root = new Command('dcign')
    .description('Learn an interpretable graphics code from images; re-render a face from it.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', '\nStart with:\n  dcign demo');
  // Options belong to the command that they follow: `evaluate` and `evaluate recognition` share names.
  root.enablePositionalOptions();
  for (const command of commands()) root.addCommand(command.enablePositionalOptions());
  return houseStyle(root);
}

function commands(): Command[] {
  return [
    demoCommand(),
    quickstartCommand(),
    renderCommand(),
    trainCommand(),
    rerenderCommand(),
    sampleCommand(),
    headCommand(),
    inferCommand(),
    recogniseCommand(),
    verifyCommand(),
    evaluateCommand().addCommand(evaluateRecognitionCommand()).addCommand(evaluateInferenceCommand()),
    compareCommand(),
    reproduceCommand(),
    studioCommand().addCommand(studioBuildCommand()),
    exportCommand(),
    benchCommand(),
    doctorCommand(),
  ];
}

/**
 * Runs the command line.
 *
 * @param args the words after the program's name
 * @returns the exit code: 0 done, 1 something that the user can mend, 2 a fault of ours
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    await program().parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const { message, exitCode } = describeFailure(error);
    if (message !== '') console.error(args.includes('--json') ? JSON.stringify({ error: message }) : message);
    return exitCode;
  }
}
