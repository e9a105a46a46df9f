// Node as it is on a machine for which there are no binaries of these packages:
//
//   node --import ./scripts/hide-native.js dist/cli/main.js doctor
import { register } from 'node:module';

// By the place that is found: Vitest asks for files, not for packages.
const hooks = `export async function resolve(name, context, next) {
  const found = await next(name, context);
  if (/[/]node_modules[/](koffi|onnxruntime-node)[/]/.test(found.url)) throw new Error(name + ' is hidden');
  return found;
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
