export { loginPage, tooManyRequests, unavailable } from './behaviour.ts';
export type {
  Answerer,
  Answers,
  Behaviour,
  RecordedRequest
} from './behaviour.ts';
export { generatedBytes, generatedSha256 } from './body.ts';
export { RecordedGitHub } from './github.ts';
export type { GitHubRepository } from './github.ts';
export { recordedInternet } from './internet.ts';
export type { RecordedInternet } from './internet.ts';
export { Origin, startOrigin } from './origin.ts';
export type { OriginOptions } from './origin.ts';
