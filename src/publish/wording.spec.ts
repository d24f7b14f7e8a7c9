import type { LoginState, Repository } from 'sciencemesh-contract';
import { publication, repository } from '../testing/samples';
import { trans } from '../testing/server';
import { repositoryWord, uploadFraction, uploadLine } from './wording';

describe('uploadLine', () => {
  it('says how far an upload is, and how long it takes', () => {
    expect(uploadLine(trans, publication())).toBe(
      '250 B of 1000 B · 1 of 4 files verified · 50 B/s · 15 seconds left'
    );
  });

  it('names no speed of what stands still', () => {
    expect(uploadLine(trans, publication({ state: 'paused' }))).toBe(
      '250 B of 1000 B · 1 of 4 files verified'
    );
  });
});

describe('uploadFraction', () => {
  it.each([
    [{}, 0.25],
    [{ size: 0, sent: 0 }, 0.25],
    [{ size: 0, sent: 0, fileCount: 0 }, 0],
    // A file that was sent twice is no more than all of it.
    [{ sent: 1200 }, 1]
  ])('%j is at %d', (members, fraction) => {
    expect(uploadFraction(publication(members))).toBe(fraction);
  });
});

describe('repositoryWord', () => {
  const login = (state: LoginState): Repository['login'] => {
    const { login: good } = repository();
    return good && { ...good, state };
  };

  it.each([
    [{}, 'signed in and ready'],
    [{ login: null }, 'ready'],
    [{ state: 'unreachable' }, 'cannot be reached'],
    [{ state: 'closed' }, 'takes no deposits from you'],
    [{ state: 'sign-in', login: null }, 'not signed in'],
    [{ state: 'sign-in', login: login('expired') }, 'token expired'],
    [{ state: 'unchecked', login: login('missing') }, 'not signed in'],
    [{ state: 'unchecked', login: null }, 'not asked yet']
  ] as const)('%j', (members, word) => {
    expect(repositoryWord(trans, repository(members))).toBe(word);
  });
});
