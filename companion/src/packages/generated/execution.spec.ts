/**
 * Generated notebooks run for real, in a kernel, on small files.
 */
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { attachedCrate } from '../attached/manifest.ts';
import { readNotebook, writeNotebook } from '../notebook/notebook.ts';
import { executeNotebook } from '../running/execute.ts';
import { askPython, python, pythonHas } from '../testing/python.ts';
import {
  sampleContext,
  samplePackage,
  type Sample
} from '../testing/sample-package.ts';
import { violations } from '../testing/validator.ts';
import type { NotebookContext } from './context.ts';
import { generatedName, makeNotebook } from './generate.ts';

process.env['SCIENCEMESH_PYTHON'] = python;

const HOUR_AGO = new Date(Date.now() - 3_600_000);

const base = mkdtempSync(join(tmpdir(), 'sciencemesh-generated-'));
after(() => rmSync(base, { recursive: true }));

/** A working copy with the notebook and some files in it. */
function workingCopy(
  name: string,
  sample: Sample,
  content: Record<string, string>,
  changes: Partial<NotebookContext> = {}
): { folder: string; notebook: string } {
  const folder = join(base, name);
  mkdirSync(folder);
  for (const [path, text] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    // What came within the second before a run counts as written by it.
    utimesSync(join(folder, path), HOUR_AGO, HOUR_AGO);
  }
  const read = samplePackage(sample);
  const notebook = join(folder, generatedName(read));
  writeFileSync(
    notebook,
    writeNotebook(makeNotebook(read, sampleContext(read, changes)))
  );
  return { folder, notebook };
}

/** All texts that the outputs hold, and the MIME types. */
function outputs(path: string): { text: string; types: string[] } {
  const reading = readNotebook(readFileSync(path));
  assert.ok(reading.ok);
  const all = JSON.stringify(
    reading.notebook.cells.map(cell => cell['outputs'])
  );
  return {
    text: all.replaceAll('\\n', '\n').replaceAll('\\"', '"'),
    types: [...all.matchAll(/"((?:image|text)\/[a-z+]+)":/g)].map(
      match => match[1] ?? ''
    )
  };
}

async function run(notebook: string): Promise<void> {
  const execution = await executeNotebook(notebook);
  assert.deepEqual(execution, { ok: true });
}

const file = (name: string) => ({
  '@id': `https://data.example.org/${encodeURIComponent(name)}`,
  name
});

describe('the notebook for data, run', () => {
  it('shows each kind of file, whatever it is called', async () => {
    const names = [
      'events.csv',
      "it's $(touch owned) `x`.tsv",
      '";import os;os.abort()#.json',
      'tree.parquet',
      'grid.h5',
      'hits.root',
      'picture.png',
      'notes \u00e9 %s {x}.txt',
      'broken.csv',
      'all.zip',
      'nothing'
    ];
    const sample = { files: names.map(file) };
    const read = samplePackage(sample);
    const { folder, notebook } = workingCopy('data', sample, {});
    mkdirSync(join(folder, 'data'));
    askPython(
      `
import importlib.util, json, pathlib, random, sys, zipfile
folder, paths = json.load(sys.stdin)
random.seed(1)
csv, tsv, jsn, parquet, h5, root, png, txt, broken, archive, nothing = (
    pathlib.Path(folder, path) for path in paths)
csv.write_text("Run,E1,M,$x^{$\\n" + "".join(f"1,{random.random()},{random.gauss(3, 1)},{i % 3}\\n" for i in range(500)))
tsv.write_text("t\\tv\\n" + "".join(f"{i}\\t{i * i}\\n" for i in range(50)))
jsn.write_text(json.dumps([{"a": 1, "b": {"c": "<script>alert(1)</script>"}}] * 3))
txt.write_text("first line\\n\\x1b[31m<b>\\n" * 3)
broken.write_bytes(b"\\x00\\x01\\xff" * 50)
nothing.write_text("no ending")
with zipfile.ZipFile(archive, "w") as file:
    file.writestr("../../evil.txt", "x")
here = lambda name: importlib.util.find_spec(name) is not None
from PIL import Image
Image.linear_gradient("L").convert("I;16").save(png)
if here("pyarrow"):
    import pandas
    pandas.DataFrame({"p": range(5), "q": [0.5] * 5}).to_parquet(parquet)
else:
    parquet.write_bytes(b"PAR1")
if here("h5py"):
    import h5py, numpy
    with h5py.File(h5, "w") as file:
        file["group/line"] = numpy.arange(50.0)
        file["map"] = numpy.ones((4, 4))
else:
    h5.write_bytes(b"\\x89HDF")
if here("uproot"):
    import numpy, uproot
    with uproot.recreate(root) as file:
        file.mktree("tree", {"mass": "float64"}).extend({"mass": numpy.arange(9.0)})
else:
    root.write_bytes(b"root")
print("null")
`,
      [folder, read.files.map(({ path }) => path)]
    );
    await run(notebook);
    const { text, types } = outputs(notebook);
    for (const expected of [
      /11 of 11 files are here/,
      /500 rows, 4 columns/,
      /50 rows, 2 columns/,
      /document: list of 3/,
      /256 x 256 pixels, PNG/,
      /first line/,
      /binary data, which begin with/,
      /1 entries/,
      /no ending/,
      pythonHas('pyarrow') ? /5 rows, 2 columns/ : /pyarrow/,
      pythonHas('h5py') ? /group\/line/ : /%pip install h5py/,
      pythonHas('uproot') ? /9 entries, 1 columns/ : /%pip install uproot/,
      /The run is recorded in run-crate\.json/
    ]) {
      assert.match(text, expected);
    }
    assert.ok(types.filter(type => type === 'image/png').length >= 3);
    assert.doesNotMatch(text, /"(?:text\/html)":[^\]]*<script/);
    assert.ok(!existsSync(join(folder, 'owned')));
    assert.ok(!existsSync(join(base, 'evil.txt')));
  });

  it('takes no file of the package for a module', async () => {
    const modules = ['pandas', 'platform', 'csv', 'gzip', 'matplotlib', 'PIL'];
    const trap = 'open("owned", "w").close()\n';
    const names = [...modules.map(name => `${name}.py`), 'events.csv'];
    const { folder, notebook } = workingCopy(
      'traps',
      { files: names.map(name => ({ '@id': name, name })), included: names },
      {
        ...Object.fromEntries(modules.map(name => [`${name}.py`, trap])),
        'numpy/__init__.py': trap,
        'events.csv': 'x,y\n1,2\n2,3\n'
      }
    );
    await run(notebook);
    assert.ok(!existsSync(join(folder, 'owned')));
    assert.match(outputs(notebook).text, /2 rows|x {2,}y/);
  });

  it('tells of files that are not there, and goes on', async () => {
    const { notebook } = workingCopy('empty', { files: [file('a.csv')] }, {});
    await run(notebook);
    const { text } = outputs(notebook);
    assert.match(text, /0 of 1 files are here/);
    assert.match(text, /data\/a\.csv is not here yet/);
  });
});

const analysis = `
import json, os, pathlib, sys
from beside import NAME
pathlib.Path("outputs").mkdir(exist_ok=True)
pathlib.Path("outputs/answer.json").write_text(json.dumps(
    {"arguments": sys.argv[1:], "url": os.environ["DATASET_URL"], "beside": NAME}))
pathlib.Path("beside-it.txt").write_text("written")
print("analysed")
if "--fail" in sys.argv:
    sys.exit("no luck")
`;

const script: Sample = {
  main: { '@id': 'https://code.example.org/analysis.py', name: 'analysis.py' },
  files: [file('a.csv')],
  parameters: [
    { name: 'mass', additionalType: 'Number', defaultValue: 2.5 },
    { name: 'label', defaultValue: "'; raise SystemExit #" },
    { name: 'unfilled' }
  ]
};

const beside = { 'beside.py': 'NAME = "beside"', 'data/a.csv': 'x,y\n1,2\n' };

describe('the notebook for a script, run', () => {
  it('runs it with parameters and data, and records the run', async () => {
    const { folder, notebook } = workingCopy(
      'script',
      script,
      { 'analysis.py': analysis, ...beside },
      { parameters: { mass: 4 } }
    );
    await run(notebook);
    assert.deepEqual(
      JSON.parse(readFileSync(join(folder, 'outputs/answer.json'), 'utf8')),
      {
        arguments: ['--mass', '4.0', '--label', "'; raise SystemExit #"],
        url: 'https://data.example.org/a.csv',
        beside: 'beside'
      }
    );
    const { '@graph': graph } = JSON.parse(
      readFileSync(join(folder, 'run-crate.json'), 'utf8')
    ) as { '@graph': Record<string, unknown>[] };
    const action = graph.find(item => item['@type'] === 'CreateAction');
    assert.ok(action);
    assert.deepEqual(action['instrument'], { '@id': 'analysis.py' });
    assert.deepEqual(action['result'], [
      { '@id': 'beside-it.txt' },
      { '@id': 'outputs/answer.json' }
    ]);
    const values = graph.filter(item => item['@type'] === 'PropertyValue');
    assert.deepEqual(
      values.map(({ name, value }) => [name, value]),
      [
        ['mass', 4],
        ['label', "'; raise SystemExit #"]
      ]
    );
    assert.ok(
      graph.some(
        item => item['@id'] === 'data/a.csv' && item['contentSize'] === '8'
      )
    );
  });

  it('keeps records that RO-Crate recognises, also in the package', async () => {
    const { folder, notebook } = workingCopy('recorded', script, {
      'analysis.py': analysis,
      ...beside
    });
    const read = samplePackage(script);
    const crate = await attachedCrate(read, {
      folder,
      files: sampleContext(read).files,
      main: 'analysis.py',
      generatedNotebook: generatedName(read),
      createdAt: '2026-11-22T05:00:00.000Z'
    });
    const attached = join(folder, 'ro-crate-metadata.json');
    writeFileSync(attached, JSON.stringify(crate));
    const source = readFileSync(notebook, 'utf8');
    writeFileSync(
      notebook,
      source.replace('    attach=False,', '    attach=True,')
    );
    await run(notebook);
    await run(notebook);
    const { '@graph': graph } = JSON.parse(readFileSync(attached, 'utf8')) as {
      '@graph': Record<string, unknown>[];
    };
    const runs = graph.filter(item => item['@type'] === 'CreateAction');
    assert.equal(runs.length, 2);
    const root = graph.find(item => item['@id'] === './');
    assert.deepEqual(
      root?.['mentions'],
      runs.map(item => ({ '@id': item['@id'] }))
    );
    // What the package said before is still there.
    assert.equal(root['name'], 'Muons');
    const file = graph.find(item => item['@id'] === 'data/a.csv');
    assert.equal(file?.['contentUrl'], 'https://data.example.org/a.csv');
    const alone = join(base, 'record');
    cpSync(folder, alone, { recursive: true });
    cpSync(
      join(folder, 'run-crate.json'),
      join(alone, 'ro-crate-metadata.json')
    );
    assert.deepEqual(
      await violations('process-run-crate-0.5', [folder, alone]),
      { [folder]: [], [alone]: [] }
    );
  });

  it('ends with a sentence when the script fails', async () => {
    const { notebook } = workingCopy(
      'failing',
      script,
      { 'analysis.py': analysis, ...beside },
      { parameters: { fail: true } }
    );
    const execution = await executeNotebook(notebook);
    assert.ok(!execution.ok);
    assert.match(
      execution.message,
      /stopped with CannotGoOn: \.\/analysis\.py ended with status no luck\.$/
    );
    // The sentence, and no traceback of ours.
    assert.doesNotMatch(outputs(notebook).text, /Traceback|run_path/);
  });

  it('runs shell scripts by their interpreter', async () => {
    const sample = {
      ...script,
      main: { '@id': 'https://code.example.org/go.sh', name: 'go.sh' }
    };
    const { folder, notebook } = workingCopy('shell', sample, {
      'go.sh': 'echo "got $*"; echo "$DATASET_URL" > outputs/url',
      ...beside
    });
    await run(notebook);
    assert.match(
      outputs(notebook).text,
      /got --mass 2\.5 --label '; raise SystemExit #/
    );
    assert.equal(
      readFileSync(join(folder, 'outputs/url'), 'utf8'),
      'https://data.example.org/a.csv\n'
    );
  });
});

describe('the notebook for a repository, run', () => {
  it('runs the notebook in its folder and keeps a copy', async () => {
    const inner = {
      cells: [
        {
          cell_type: 'code',
          execution_count: null,
          metadata: {},
          outputs: [],
          source: 'print(open("local.txt").read())'
        }
      ],
      metadata: { kernelspec: { display_name: 'old', name: 'python2' } },
      nbformat: 4,
      nbformat_minor: 4
    };
    const { folder, notebook } = workingCopy(
      'repository',
      {
        main: {
          '@id': 'https://github.com/recap/DataLens',
          name: 'DataLens'
        }
      },
      {
        'DataLens/view.ipynb': JSON.stringify(inner),
        'DataLens/local.txt': 'from the repository'
      },
      {
        main: 'DataLens',
        repository: {
          notebooks: ['DataLens/view.ipynb'],
          entry: 'DataLens/view.ipynb',
          environment: [],
          readme: null
        }
      }
    );
    await run(notebook);
    assert.match(
      outputs(join(folder, 'outputs/view.ipynb')).text,
      /from the repository/
    );
  });
});

describe('the notebook for a workflow, run', () => {
  it('says in a sentence what is missing, and prepares the inputs', async () => {
    const { folder, notebook } = workingCopy(
      'workflow',
      {
        ...script,
        main: {
          '@id': 'https://code.example.org/sort.cwl',
          name: 'sort.cwl'
        },
        parameters: [
          {
            name: 'reads',
            additionalType: 'File',
            defaultValue: { '@id': 'https://data.example.org/a.csv' }
          },
          { name: 'size', additionalType: 'Integer', defaultValue: 3 },
          { name: 'unfilled' }
        ]
      },
      { 'sort.cwl': 'cwlVersion: v1.2', ...beside }
    );
    const path = process.env['PATH'];
    process.env['PATH'] = '/usr/bin:/bin';
    const execution = await executeNotebook(notebook);
    process.env['PATH'] = path;
    assert.ok(!execution.ok);
    assert.match(
      execution.message,
      /cwltool is not installed here\. Install it.*%pip install cwltool$/
    );
    assert.deepEqual(
      JSON.parse(readFileSync(join(folder, 'outputs/job.json'), 'utf8')),
      {
        reads: { class: 'File', path: join(folder, 'data/a.csv') },
        size: 3
      }
    );
  });
});
