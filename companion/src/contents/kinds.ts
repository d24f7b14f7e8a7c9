import type { ContentType } from 'sciencemesh-contract';
import { RequestProblem } from '../http/problem.ts';
import type { Entry } from '../storage/storage.ts';

/** @throws RequestProblem 400 when it is not what the page takes it for */
export function checkType(
  entry: Entry,
  path: string,
  type: ContentType | null
): void {
  if (entry.kind === 'folder' && type !== null && type !== 'directory') {
    throw isFolder(path, type);
  }
  if (entry.kind === 'file' && type === 'directory') {
    throw isNoFolder(path);
  }
}

export function isFolder(path: string, type: ContentType): RequestProblem {
  return new RequestProblem(
    400,
    'wrong-kind',
    `${path} is a directory, not a ${type}`
  );
}

export function isNoFolder(path: string): RequestProblem {
  return new RequestProblem(400, 'wrong-kind', `${path} is not a directory`);
}
