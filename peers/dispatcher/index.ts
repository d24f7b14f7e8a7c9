export { Dispatcher, postShare } from './dispatcher.ts';
export type { DispatchAnswer, DispatcherOptions } from './dispatcher.ts';
export { pythonJson } from './python-json.ts';
export { shapes, shareOf } from './shapes.ts';
export type { Dispatch, Sender, SentCrate, Shape } from './shapes.ts';
