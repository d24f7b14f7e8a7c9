import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { SelectedFile } from '../selected-file.ts';
import { Inspector } from './inspection.ts';

/** Put together here, so that nobody takes this file for a leak. */
const TOKEN = ['ghp', 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4zAb3d'].join('_');

describe('a look into what is published', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sciencemesh-test-'));
  after(() => rmSync(folder, { recursive: true }));
  const never = new AbortController().signal;

  const file = (path: string, content: string | Uint8Array): SelectedFile => {
    const real = join(folder, path);
    writeFileSync(real, content);
    return { path, real, size: statSync(real).size, modified: 0 };
  };
  const inspect = async (...files: SelectedFile[]) => {
    const findings = await new Inspector().inspect(files, never);
    assert.ok(!JSON.stringify(findings).includes(TOKEN));
    return findings;
  };

  it('finds a token where it stands, once for a file', async () => {
    const text = `a = 1\nt = "${TOKEN}"\n\nu = "${TOKEN}"\n`;
    const [found, ...others] = await inspect(file('a.py', text));
    assert.deepEqual(others, []);
    assert.equal(found?.code, 'secret');
    assert.equal(found.severity, 'error');
    assert.equal(found.path, 'a.py');
    assert.equal(found.fix?.action, 'leave-out');
    assert.match(found.message, /in line 2, and more in other places\./);
  });

  it('finds one far down, across the ends of what is read', async () => {
    for (const at of [262_144, 262_130, 1_000_000]) {
      const text = `${'x\n'.repeat(at / 2)}${TOKEN}\n`;
      const [found] = await inspect(file('b.txt', text));
      assert.match(
        found?.message ?? '',
        new RegExp(`in line ${at / 2 + 1}\\.`)
      );
    }
  });

  it('finds one in a file that Windows has written', async () => {
    const text = Buffer.from(`\ufefft = "${TOKEN}"\r\n`, 'utf16le');
    const [found] = await inspect(file('c.txt', text));
    assert.equal(found?.code, 'secret');
  });

  it('finds one in a cell of a notebook, or in its output', async () => {
    const cell = (source: string, text = '') => ({
      cell_type: 'code',
      metadata: {},
      execution_count: 1,
      source,
      outputs: [{ output_type: 'stream', name: 'stdout', text: [text] }]
    });
    const notebook = (...cells: object[]) =>
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
    const title = { cell_type: 'markdown', metadata: {}, source: '# A' };
    for (const second of [
      cell(`x = 1\nt = "${TOKEN}"`),
      cell('print(t)', `it is\n${TOKEN}\n`)
    ]) {
      const content = notebook(title, second);
      const [found] = await inspect(file('d.ipynb', content));
      assert.match(found?.message ?? '', /in cell 2/);
    }
  });

  it('takes no picture or table for a secret', async () => {
    const noise = Buffer.from(
      Array.from({ length: 100_000 }, (_, at) => (at * 7919) % 256)
    );
    const table = Array.from(
      { length: 5000 },
      (_, at) => `${at},${Math.sin(at)},run_${at},9e107d9d372bb6826bd81d35`
    ).join('\n');
    assert.deepEqual(
      await inspect(file('e.png', noise), file('e.csv', table)),
      []
    );
  });

  it('tells of files that are for secrets, whatever they hold', async () => {
    const [found] = await inspect(file('.env', 'A=b\n'));
    assert.equal(found?.severity, 'warning');
  });

  it('tells of a notebook that is none, and looks into it all the same', async () => {
    const findings = await inspect(file('f.ipynb', `oops ${TOKEN}`));
    assert.deepEqual(findings.map(({ code }) => code).sort(), [
      'secret',
      'unreadable'
    ]);
  });

  it('tells what cannot be read', async () => {
    const gone = {
      path: 'g',
      real: join(folder, 'gone'),
      size: 1,
      modified: 0
    };
    const [found] = await inspect(gone);
    assert.equal(found?.code, 'unreadable');
    assert.equal(found.severity, 'error');
  });

  it('reads no more than it may, and says so', async () => {
    const files = [
      file('h1.txt', `${'x\n'.repeat(600)}${TOKEN}`),
      file('h2.txt', 'x\n'.repeat(600)),
      file('h3.txt', TOKEN)
    ];
    const findings = await new Inspector({
      fileBytes: 1000,
      totalBytes: 2000
    }).inspect(files, never);
    assert.equal(findings.length, 1);
    assert.equal(findings[0]?.severity, 'note');
    assert.match(findings[0].message, /^3 files/);
  });

  it('looks again only at what has changed', async () => {
    const inspector = new Inspector();
    const before = file('j.txt', `${TOKEN}\n`);
    assert.equal((await inspector.inspect([before], never)).length, 1);
    // Nothing but its time and size tells that it is another file now.
    writeFileSync(before.real, `${'x'.repeat(TOKEN.length)}\n`);
    assert.equal((await inspector.inspect([before], never)).length, 1);
    const after = { ...before, modified: 1 };
    assert.deepEqual(await inspector.inspect([after], never), []);
  });

  it('of 10 000 files is at once when it is done again', async t => {
    const { real, size } = file('k.csv', 'a,b\n1,2\n');
    const many = Array.from({ length: 10_000 }, (_, at) => ({
      path: `${at}.csv`,
      real,
      size,
      modified: 0
    }));
    const inspector = new Inspector();
    const begun = performance.now();
    assert.deepEqual(await inspector.inspect(many, never), []);
    t.diagnostic(`first ${(performance.now() - begun).toFixed(0)} ms`);
    const again = performance.now();
    assert.deepEqual(await inspector.inspect(many, never), []);
    assert.ok(performance.now() - again < 500);
  });

  it('stops when nobody waits for it any more', async () => {
    const files = [file('i.txt', 'a')];
    await assert.rejects(new Inspector().inspect(files, AbortSignal.abort()), {
      name: 'AbortError'
    });
  });
});
