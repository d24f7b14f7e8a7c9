import type { Contents } from '@jupyterlab/services';
import { ContentsManager } from '@jupyterlab/services';
import { contentModel } from '../testing/contents';
import { TestServer } from '../testing/server';
import { ScienceMeshDrive } from './drive';

const NOTEBOOK = 'Beam test/look.ipynb';

describe('ScienceMeshDrive', () => {
  let server: TestServer;
  let drive: ScienceMeshDrive;
  let contents: ContentsManager;
  let collisions: ScienceMeshDrive.ICollision[];
  let resolution: () => Promise<Contents.IModel | null>;

  beforeEach(() => {
    server = new TestServer();
    collisions = [];
    resolution = () => Promise.resolve(null);
    drive = new ScienceMeshDrive({
      ready: () => Promise.resolve(),
      resolveConflict: collision => {
        collisions.push(collision);
        return resolution();
      },
      serverSettings: server.settings
    });
    contents = new ContentsManager({ serverSettings: server.settings });
    contents.addDrive(drive);
    server.on(
      'GET api/contents/Beam%20test/look.ipynb',
      contentModel({ path: NOTEBOOK, hash: 'one' })
    );
  });

  /** What a document does when it is saved (`docregistry/src/context.ts`). */
  async function saveDocument(): Promise<string | null | undefined> {
    const path = `ScienceMesh:${NOTEBOOK}`;
    const before = await contents.get(path, { content: false, hash: true });
    expect(before.hash).toBe('one');
    await contents.save(path, { type: 'notebook', content: {} });
    const after = await contents.get(path, { content: false, hash: true });
    return after.hash;
  }

  it('opens documents that want a provider which is not here', async () => {
    const path = `ScienceMesh:${NOTEBOOK}`;
    for (const contentProviderId of ['rtc', 'from the future']) {
      expect(
        contents.getSharedModelFactory(path, { contentProviderId })
      ).toBeNull();
      const model = await contents.get(path, { contentProviderId });
      expect(model.name).toBe('look.ipynb');
    }
  });

  it('uses a provider that is registered, until it is disposed of', async () => {
    const provided = contentModel({ path: NOTEBOOK, name: 'provided' });
    const registration = drive.contentProviderRegistry.register('own', {
      get: () => Promise.resolve(provided),
      save: () => Promise.resolve(provided)
    });
    const get = () => drive.get(NOTEBOOK, { contentProviderId: 'own' });
    expect((await get()).name).toBe('provided');
    registration.dispose();
    expect((await get()).name).toBe('look.ipynb');
  });

  it.each(['audio-provider', 'video-provider'])(
    'fetches nothing for players (%s)',
    async contentProviderId => {
      await drive.get(NOTEBOOK, { content: true, contentProviderId });
      expect(server.requests[0]).toContain('content=0');
    }
  );

  it('has bytes come from the companion', async () => {
    expect(await drive.getDownloadUrl('a b/c#d.png')).toBe(
      'http://jupyter.test/user/marie/sciencemesh/api/raw/a%20b/c%23d.png'
    );
    expect(drive.savingUrl('a/b.csv', 'file')).toMatch(
      /api\/raw\/a\/b.csv\?download=1$/
    );
    expect(drive.savingUrl('a/b', 'directory')).toMatch(/api\/zip\/a\/b$/);
  });

  it('saves with one request, against what the document was made of', async () => {
    server.on(
      'PUT api/contents/Beam%20test/look.ipynb',
      contentModel({ path: NOTEBOOK, hash: 'two' })
    );
    await drive.get(NOTEBOOK, { content: true, hash: true });
    server.requests.length = 0;
    expect(await saveDocument()).toBe('two');
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toContain('PUT');
    expect(server.requests[0]).toContain('hash=one');
  });

  it('asks the person when somebody else was faster, and saves nothing', async () => {
    server.on(
      'PUT api/contents/Beam%20test/look.ipynb',
      { code: 'changed', message: 'Changed.', hash: 'other' },
      409
    );
    await drive.get(NOTEBOOK, { content: true, hash: true });
    // By this name JupyterLab knows that the person has decided.
    await expect(saveDocument()).rejects.toMatchObject({
      name: 'ModalCancelError'
    });
    expect(collisions).toMatchObject([
      { localPath: NOTEBOOK, conflict: { hash: 'other' } }
    ]);
    // The document still compares with what it was made of.
    const held = await drive.get(NOTEBOOK, { content: false, hash: true });
    expect(held.hash).toBe('one');
  });

  it('overwrites when the person says so', async () => {
    const bodies: unknown[] = [];
    server.handle('PUT api/contents/Beam%20test/look.ipynb', body => {
      bodies.push(body);
      const isForced = server.requests.at(-1)?.includes('hash=*');
      return isForced
        ? { status: 200, body: contentModel({ path: NOTEBOOK, hash: 'mine' }) }
        : { status: 409, body: { code: 'changed', message: '', hash: 'x' } };
    });
    resolution = () => drive.overwrite(NOTEBOOK, collisions[0]?.model ?? {});
    await drive.get(NOTEBOOK, { content: true, hash: true });
    expect(await saveDocument()).toBe('mine');
    expect(bodies).toHaveLength(2);
  });

  it('passes on what the companion says about any other refusal', async () => {
    server.on(
      'PUT api/contents/Beam%20test/look.ipynb',
      { code: 'not-permitted', message: 'The share is read-only.' },
      403
    );
    await expect(drive.save(NOTEBOOK, {})).rejects.toThrow(
      'The share is read-only.'
    );
    expect(collisions).toEqual([]);
  });

  it('tells of changes in sub-folders, with the name of the drive', () => {
    const changes: Contents.IChangedArgs[] = [];
    const folders: string[] = [];
    contents.fileChanged.connect((_, change) => changes.push(change));
    drive.folderChanged.connect((_, folder) => folders.push(folder));
    drive.branchChanged.connect((_, branch) => folders.push(`${branch}/…`));
    drive.tell({ kind: 'saved', path: 'Beam test/a/b.csv', oldPath: null });
    drive.tell({ kind: 'renamed', path: 'x/new', oldPath: 'y/old' });
    drive.tell({ kind: 'refresh', path: 'Beam test', oldPath: null });
    expect(changes).toMatchObject([
      { type: 'save', newValue: { path: 'ScienceMesh:Beam test/a/b.csv' } },
      {
        type: 'rename',
        oldValue: { path: 'ScienceMesh:y/old' },
        newValue: { path: 'ScienceMesh:x/new' }
      }
    ]);
    expect(folders).toEqual(['Beam test/a', 'y', 'x', 'Beam test/…']);
  });

  it('follows a renamed folder with what documents were made of', async () => {
    await drive.get(NOTEBOOK, { content: true, hash: true });
    server.on(
      'PATCH api/contents/Beam%20test',
      contentModel({ path: 'Beam', type: 'directory' })
    );
    await drive.rename('Beam test', 'Beam');
    server.requests.length = 0;
    const held = await drive.get('Beam/look.ipynb', {
      content: false,
      hash: true
    });
    expect(held).toMatchObject({ hash: 'one', path: 'Beam/look.ipynb' });
    expect(server.requests).toEqual([]);
  });

  it('lists a folder in lines, and in one piece', async () => {
    const entries = ['a', 'b', 'c'].map(name =>
      contentModel({ path: `Beam test/${name}` })
    );
    const folder = contentModel({ path: 'Beam test', type: 'directory' });
    const head = JSON.stringify({ ...folder, content: undefined });
    const lines = `${head.slice(0, -1)},"content":[\n${entries
      .map(entry => JSON.stringify(entry))
      .join(',\n')}\n],"hash":"h1","hash_algorithm":"sha256"}`;
    for (const body of [lines, JSON.stringify(JSON.parse(lines))]) {
      server.on('GET api/contents/Beam%20test', body);
      const seen: string[] = [];
      const listed = await drive.list('Beam test', {
        onEntries: some => seen.push(...some.map(({ name }) => name))
      });
      expect(seen).toEqual(['a', 'b', 'c']);
      expect(listed?.folder).toMatchObject({ name: 'Beam test' });
      expect(listed?.tag).toBe('"h1"');
    }
  });

  it('takes a listing that breaks off for none', async () => {
    server.on('GET api/contents/x', '{"name":"x","content":[\n{"name":"a"},\n');
    await expect(
      drive.list('x', { onEntries: () => undefined })
    ).rejects.toThrow();
  });

  it.each([
    [502, 403],
    [404, 404]
  ])('tells of a checkpoint refused with %i as %i', async (status, told) => {
    const path = 'api/contents/Beam%20test/look.ipynb/checkpoints';
    for (const method of ['GET', 'POST']) {
      server.on(`${method} ${path}`, { message: 'Down.' }, status);
    }
    for (const asked of [
      drive.listCheckpoints(NOTEBOOK),
      drive.createCheckpoint(NOTEBOOK)
    ]) {
      await expect(asked).rejects.toMatchObject({ response: { status: told } });
    }
  });
});
