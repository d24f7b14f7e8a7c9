export { loginPage, tooManyRequests, unavailable } from './behaviour.ts';
export type {
  Answerer,
  Answers,
  Behaviour,
  RecordedRequest
} from './behaviour.ts';
export { generatedBytes, generatedSha256 } from './body.ts';
export { Origin, startOrigin } from './origin.ts';
export type { OriginOptions } from './origin.ts';
