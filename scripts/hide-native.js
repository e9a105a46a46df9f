// Node as it is on a machine for which there are no binaries of these packages:
//
//   node --import ./scripts/hide-native.js dist/cli/main.js doctor
import { register } from 'node:module';

const hooks = `export async function resolve(name, context, next) {
  if (name === 'koffi' || name === 'onnxruntime-node') throw new Error(name + ' is hidden');
  return next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
