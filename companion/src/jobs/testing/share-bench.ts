/**
 * A companion with a job on a folder that a real institution shares, and a
 * proxy between the two that makes things go wrong.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Config, JobDraft, LocalSiteConfig } from 'sciencemesh-contract';
import { FaultProxy } from '../../../../peers/faults/index.ts';
import {
  Institution,
  type FolderShare,
  type Permission
} from '../../../../peers/institution/index.ts';
import {
  startCompanion,
  type TestCompanion
} from '../../ocm/testing/companion.ts';
import './kernels.ts';
import { check, draftOf, shareFolder } from './shared-folder.ts';

/** What the job reads. */
export const DATA = 'in put, 1.csv';

/** Reads its data, and waits where it is told to. */
const SCRIPT = `
import os, pathlib, time
if os.path.exists('gate'):
    while not os.path.exists(pathlib.Path('gate').read_text()):
        time.sleep(0.05)
sizes = {p.name: p.stat().st_size for p in pathlib.Path('.').rglob('*') if p.is_file()}
text = pathlib.Path('in put, 1.csv').read_text()
pathlib.Path('result.txt').write_text(text.upper() + str(sizes.get('large.root')))
`;

export interface Bench {
  config: Config;
  companion: TestCompanion;
  institution: Institution;
  /** Between the institution and everybody else. */
  proxy: FaultProxy;
  share: FolderShare;
  /** What is shared, on disk. */
  shared: string;
  draft: (change?: Partial<JobDraft>) => Promise<JobDraft>;
}

/** Ends with the test. */
export async function bench(
  test: TestContext,
  {
    tokenSeconds,
    site = { shareData: 'token' },
    permissions
  }: {
    tokenSeconds?: number;
    site?: Partial<LocalSiteConfig>;
    permissions?: Permission[];
  } = {}
): Promise<Bench> {
  const institution = await Institution.start(
    tokenSeconds === undefined ? {} : { tokenSeconds }
  );
  test.after(() => institution.stop());
  const proxy = await FaultProxy.start(institution.url);
  test.after(() => proxy.stop());
  const { host } = new URL(proxy.url);
  const config: Config = {
    outbound: { plainHttp: [host], privateHosts: [host] },
    drive: { workingCopies: { fileMebibytes: 1 } },
    compute: { find: false, sites: [{ kind: 'local', id: 'here', ...site }] }
  };
  const companion = await startCompanion(test, { config });
  const shared = mkdtempSync(join(tmpdir(), 'share-data-'));
  test.after(() => rmSync(shared, { recursive: true, force: true }));
  writeFileSync(join(shared, 'shout.py'), SCRIPT);
  writeFileSync(join(shared, DATA), 'mass, 91.2');
  const share = await shareFolder(companion, institution, {
    folder: shared,
    host,
    ...(permissions === undefined ? {} : { permissions })
  });
  return {
    config,
    companion,
    institution,
    proxy,
    share,
    shared,
    draft: change =>
      draftOf(companion, 'ScienceMesh:spectra/shout.py', 'here', change)
  };
}

/** Is called as soon as a job asks for a file of a name. */
export function whenAsked(
  { proxy }: Bench,
  name: string,
  act: (asked: number) => ReturnType<FaultProxy['choose']> | undefined
): void {
  let asked = 0;
  proxy.choose = (method, path) => {
    if (method !== 'GET' || !path.endsWith(encodeURIComponent(name))) {
      return null;
    }
    asked += 1;
    return act(asked) ?? null;
  };
}

/** Resolves when a small file has come into the working copy. */
export async function companionHas(
  { companion }: Bench,
  name: string
): Promise<void> {
  for (;;) {
    const found = await check(
      companion,
      await draftOf(companion, 'ScienceMesh:spectra/shout.py', 'here', {
        inputs: { way: null, select: 'folder', paths: [] }
      })
    );
    if (found.inputs.some(({ path }) => path === name)) {
      return;
    }
  }
}
