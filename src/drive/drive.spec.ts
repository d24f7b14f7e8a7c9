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

describe("ScienceMeshDrive of a person's own files", () => {
  const THERE = 'CERNBox:/Home/look.ipynb';
  let server: TestServer;
  let drive: ScienceMeshDrive;
  let contents: ContentsManager;
  let changes: Contents.IChangedArgs[];

  beforeEach(() => {
    server = new TestServer();
    const options = {
      ready: () => Promise.resolve(),
      resolveConflict: () => Promise.resolve(null),
      serverSettings: server.settings
    };
    drive = new ScienceMeshDrive({ ...options, name: 'CERNBox' });
    contents = new ContentsManager({ serverSettings: server.settings });
    contents.addDrive(new ScienceMeshDrive(options));
    contents.addDrive(drive);
    changes = [];
    contents.fileChanged.connect((_, change) => changes.push(change));
  });

  it('lists its root, and folders below it', async () => {
    server.on(
      'GET api/contents/CERNBox%3A',
      contentModel({
        path: 'CERNBox:',
        name: '',
        type: 'directory',
        content: [contentModel({ path: 'CERNBox:/Home', type: 'directory' })]
      })
    );
    const root = await contents.get('CERNBox:');
    expect(root).toMatchObject({
      path: 'CERNBox:',
      content: [{ name: 'Home', path: 'CERNBox:Home' }]
    });
    const seen: string[] = [];
    const listed = await drive.list('', {
      onEntries: entries => seen.push(...entries.map(({ path }) => path))
    });
    expect(seen).toEqual(['Home']);
    expect(listed?.folder.path).toBe('');
  });

  it('reads and saves by the path of the companion', async () => {
    const route = 'api/contents/CERNBox%3A/Home/look.ipynb';
    server.on(`GET ${route}`, contentModel({ path: THERE, hash: 'one' }));
    server.on(`PUT ${route}`, contentModel({ path: THERE, hash: 'two' }));
    const path = 'CERNBox:Home/look.ipynb';
    expect(await contents.get(path)).toMatchObject({ path });
    expect(await contents.save(path, { type: 'notebook' })).toMatchObject({
      path,
      hash: 'two'
    });
    const put = server.requests.at(-1) ?? '';
    expect(put).toContain('hash=one');
    expect(put).toContain(`"path":"${THERE}"`);
    expect(changes).toMatchObject([{ type: 'save', newValue: { path } }]);
    const held = await drive.get('Home/look.ipynb', {
      content: false,
      hash: true
    });
    expect(held).toMatchObject({ hash: 'two', path: 'Home/look.ipynb' });
  });

  it('makes, renames, copies and deletes', async () => {
    const folder = 'api/contents/CERNBox%3A/Home';
    server.on(
      `POST ${folder}`,
      contentModel({ path: 'CERNBox:/Home/new.txt' }),
      201
    );
    server.on(
      `PATCH ${folder}/new.txt`,
      contentModel({ path: 'CERNBox:/Home/old.txt' })
    );
    server.handle(`DELETE ${folder}/old.txt`, () => ({
      status: 204,
      body: ''
    }));
    await contents.newUntitled({ path: 'CERNBox:Home', ext: 'txt' });
    await contents.rename('CERNBox:Home/new.txt', 'CERNBox:Home/old.txt');
    await contents.copy('CERNBox:Home/old.txt', 'CERNBox:Home');
    await contents.delete('CERNBox:Home/old.txt');
    const said = server.requests.join('\n');
    expect(said).toContain('{"path":"CERNBox:/Home/old.txt"}');
    expect(said).toContain('{"copy_from":"CERNBox:/Home/old.txt"}');
    expect(changes).toMatchObject([
      { type: 'new', newValue: { path: 'CERNBox:Home/new.txt' } },
      {
        type: 'rename',
        oldValue: { path: 'CERNBox:Home/new.txt' },
        newValue: { path: 'CERNBox:Home/old.txt' }
      },
      { type: 'new', newValue: { path: 'CERNBox:Home/new.txt' } },
      { type: 'delete', oldValue: { path: 'CERNBox:Home/old.txt' } }
    ]);
  });

  it('reads, uploads and archives from the companion', async () => {
    const base = 'http://jupyter.test/user/marie/sciencemesh/api';
    expect(await contents.getDownloadUrl('CERNBox:Home/a b.png')).toBe(
      `${base}/raw/CERNBox%3A/Home/a%20b.png`
    );
    expect(drive.uploadUrl('Home/x')).toBe(`${base}/raw/CERNBox%3A/Home/x`);
    expect(drive.savingUrl('Home', 'directory')).toBe(
      `${base}/zip/CERNBox%3A/Home`
    );
  });

  it('knows its checkpoints', async () => {
    const checkpoint = { id: '1', last_modified: '2026-11-22T10:00:00Z' };
    const route = 'api/contents/CERNBox%3A/Home/look.ipynb/checkpoints';
    server.on(`GET ${route}`, [checkpoint]);
    server.on(`POST ${route}`, checkpoint, 201);
    for (const name of ['POST', 'DELETE']) {
      server.handle(`${name} ${route}/1`, () => ({ status: 204, body: '' }));
    }
    const path = 'CERNBox:Home/look.ipynb';
    expect(await contents.createCheckpoint(path)).toEqual(checkpoint);
    expect(await contents.listCheckpoints(path)).toEqual([checkpoint]);
    await contents.restoreCheckpoint(path, '1');
    await contents.deleteCheckpoint(path, '1');
    expect(server.requests).toHaveLength(4);
  });

  it('takes changes that are its own', () => {
    const branches: string[] = [];
    drive.branchChanged.connect((_, path) => branches.push(path));
    const tell = (kind: 'saved' | 'refresh', path: string) =>
      drive.tell({ kind, path, oldPath: null });
    tell('saved', 'Home/a');
    tell('saved', 'Other:/Home/a');
    tell('saved', 'CERNBox:/Home/a');
    tell('refresh', '');
    tell('refresh', 'CERNBox:');
    tell('refresh', 'CERNBox:/Home');
    const move = (oldPath: string, path: string) =>
      drive.tell({ kind: 'renamed', oldPath, path });
    move('CERNBox:/Home/a', 'CERNBox:/Home/b');
    move('CERNBox:/Home/b', 'Beam/b');
    move('Beam/b', 'CERNBox:/Home/c');
    move('Beam/b', 'Beam/c');
    expect(branches).toEqual(['', 'Home']);
    expect(changes).toMatchObject([
      { type: 'save', newValue: { path: 'CERNBox:Home/a' } },
      {
        type: 'rename',
        oldValue: { path: 'CERNBox:Home/a' },
        newValue: { path: 'CERNBox:Home/b' }
      },
      { type: 'delete', oldValue: { path: 'CERNBox:Home/b' } },
      { type: 'new', newValue: { path: 'CERNBox:Home/c' } }
    ]);
  });

  it('leaves changes of its own to it', () => {
    const shares = new ScienceMeshDrive({
      ready: () => Promise.resolve(),
      resolveConflict: () => Promise.resolve(null),
      serverSettings: server.settings
    });
    const told: unknown[] = [];
    shares.fileChanged.connect((_, change) => told.push(change));
    shares.tell({ kind: 'saved', path: 'CERNBox:/Home/a', oldPath: null });
    shares.tell({ kind: 'saved', path: 'Beam/a', oldPath: null });
    expect(told).toMatchObject([{ newValue: { path: 'Beam/a' } }]);
  });
});
