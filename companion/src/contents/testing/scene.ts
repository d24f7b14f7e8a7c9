/**
 * A companion and another institution that shares a folder with it over OCM
 * and WebDAV, both real, and a person's page in front.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Config, ContentModel } from 'sciencemesh-contract';
import { Institution, offerOf } from '../../../../peers/institution/index.ts';
import type {
  FolderShare,
  Permission
} from '../../../../peers/institution/index.ts';
import {
  SECRET,
  startCompanion,
  type TestCompanion
} from '../../ocm/testing/companion.ts';
import { emptyFolder } from '../../store/testing/folder.ts';
import { startGate, type Gate } from './gate.ts';

export interface Scene {
  companion: TestCompanion;
  institution: Institution;
  /** The way from the companion to the institution. */
  gate: Gate;
  /** What the institution shares, on its disk. */
  folder: string;
  share: FolderShare;
  /** Name of the share in the drive. */
  name: string;
  /** Asks a route as a page does; a body that is no text goes as JSON. */
  ask: (path: string, init?: PageRequest) => Promise<Response>;
  /** Asks for `/api/contents/<share>/<path>`. */
  contents: (path: string, init?: PageRequest) => Promise<Response>;
  /** The model of a path in the share; fails when there is none. */
  model: (path: string, query?: string) => Promise<ContentModel>;
  /** Shares another folder and accepts it. */
  receive: (options: SceneShare) => Promise<FolderShare>;
}

export interface PageRequest {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface SceneShare {
  name: string;
  folder: string;
  permissions?: Permission[];
}

export interface SceneOptions {
  config?: Config;
  permissions?: Permission[];
  /** Files of the share, by their paths. */
  files?: Record<string, string | Buffer>;
}

/** Starts both; they end with the test. */
export async function startScene(
  test: TestContext,
  { config = {}, permissions, files = {} }: SceneOptions = {}
): Promise<Scene> {
  const folder = join(emptyFolder(test), 'shared');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  mkdirSync(folder, { recursive: true });
  const institution = await Institution.start();
  test.after(() => institution.stop());
  const gate = await startGate(test, Number(new URL(institution.url).port));
  const companion = await startCompanion(test, {
    config: {
      ...config,
      outbound: { plainHttp: [gate.host], privateHosts: [gate.host] }
    }
  });
  const ask: Scene['ask'] = (path, { method = 'GET', body, headers } = {}) =>
    fetch(`${companion.app.addresses.listen}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${SECRET}`,
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        ...headers
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) })
    });
  const receive = async (options: SceneShare) => {
    const share = institution.share({
      shareWith: 'marie@jupyter.example.org',
      permissions: ['read', 'write'],
      ...options
    });
    await acceptShare(companion, institution, share, gate.host);
    return share;
  };
  const name = 'spectra';
  const share = await receive({
    name,
    folder,
    ...(permissions === undefined ? {} : { permissions })
  });
  const contents: Scene['contents'] = (path, init) =>
    ask(`/api/contents/${name}${path === '' ? '' : `/${path}`}`, init);
  return {
    companion,
    institution,
    gate,
    folder,
    share,
    name,
    ask,
    contents,
    receive,
    model: async (path, query = '') => {
      const answer = await contents(`${path}${query}`);
      if (answer.status !== 200) {
        throw new Error(`${answer.status}: ${await answer.text()}`);
      }
      return (await answer.json()) as ContentModel;
    }
  };
}

/** Offers a share at the address of the gate, and accepts it. */
async function acceptShare(
  companion: TestCompanion,
  institution: Institution,
  share: FolderShare,
  host: string
): Promise<void> {
  const offer = JSON.stringify(offerOf(share))
    .replaceAll(institution.host, host)
    .replaceAll(`https://${host}`, `http://${host}`);
  const answer = await companion.post('/ocm/shares', offer);
  if (answer.status !== 201) {
    throw new Error(`${answer.status}: ${await answer.text()}`);
  }
  const [received] = await companion.shares();
  await companion.api(`/api/shares/${received?.id}`, 'PATCH', {
    state: 'accepted'
  });
}

/** Bytes that are no text in any encoding that pages know. */
export function noise(size: number): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), randomBytes(size)]);
}
