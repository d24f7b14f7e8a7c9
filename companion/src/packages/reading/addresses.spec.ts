import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPrivateHost, readAddress } from './addresses.ts';

/** The address that is fetched for a written one. */
function urlOf(text: string): string | null {
  const address = readAddress(text);
  return address?.type === 'web' ? address.url : null;
}

function isPage(text: string): boolean {
  const address = readAddress(text);
  return address?.type === 'web' && address.page;
}

describe('readAddress', () => {
  it('keeps addresses as they are written', () => {
    for (const url of [
      'https://dockstore.org/api/ga4gh/trs/v2/tools/%23workflow%2Fgithub.com%2Fa%2Fb/versions/main/PLAIN_GALAXY/descriptor//x.ga',
      'https://raw.githubusercontent.com/a/b/refs/heads/master/c.csv',
      'https://www.creatis.insa-lyon.fr/~abonnet/basis_11_7.zip',
      'https://data.example.org/download?id=1&name=a%2Bb#top'
    ]) {
      assert.equal(urlOf(url), url);
    }
  });

  it('makes valid what would be none', () => {
    assert.equal(
      urlOf(' https://data.example.org/my file (1).csv\n'),
      'https://data.example.org/my%20file%20(1).csv'
    );
    assert.equal(
      urlOf('https://data.example.org/ü.csv'),
      'https://data.example.org/%C3%BC.csv'
    );
  });

  it('turns pages of code hosts into the files that they show', () => {
    const raw = 'https://raw.githubusercontent.com/a/b';
    for (const [page, file] of [
      ['https://github.com/a/b/blob/main/c/d.csv', `${raw}/main/c/d.csv`],
      [
        'https://github.com/a/b/blob/refs/heads/x/y/d.csv?raw=true',
        `${raw}/refs/heads/x/y/d.csv`
      ],
      [
        'https://www.github.com/a/b/blob/v1/c%23d.csv#L3',
        `${raw}/v1/c%23d.csv`
      ],
      [
        'https://gitlab.cern.ch/a/b/c/-/blob/main/d.py',
        'https://gitlab.cern.ch/a/b/c/-/raw/main/d.py'
      ],
      [
        'https://huggingface.co/datasets/a/b/blob/main/d.parquet',
        'https://huggingface.co/datasets/a/b/resolve/main/d.parquet'
      ],
      [
        'https://codeberg.org/a/b/src/branch/main/d.csv',
        'https://codeberg.org/a/b/raw/branch/main/d.csv'
      ],
      [
        'https://zenodo.org/records/12/preview/d.csv',
        'https://zenodo.org/records/12/files/d.csv'
      ],
      [
        'https://dataverse.example.org/file.xhtml?fileId=42&version=1.0',
        'https://dataverse.example.org/api/access/datafile/42'
      ]
    ] as const) {
      assert.equal(urlOf(page), file);
      assert.equal(isPage(page), false);
    }
  });

  it('reads identifiers as the pages that resolve them', () => {
    for (const [text, url] of [
      ['10.5281/zenodo.1234', 'https://doi.org/10.5281/zenodo.1234'],
      ['doi:10.5281/zenodo.1234', 'https://doi.org/10.5281/zenodo.1234'],
      ['http://dx.doi.org/10.1/x', 'https://dx.doi.org/10.1/x'],
      ['hdl:11304/98a2', 'https://hdl.handle.net/11304/98a2'],
      [
        `swh:1:dir:${'0a'.repeat(20)}`,
        `https://archive.softwareheritage.org/swh:1:dir:${'0a'.repeat(20)}`
      ]
    ] as const) {
      assert.equal(urlOf(text), url);
      assert.ok(isPage(text), text);
    }
  });

  it('knows pages of repositories from their files', () => {
    for (const page of [
      'https://zenodo.org/record/1234',
      'https://zenodo.org/records/1234/',
      'https://cds.cern.ch/record/1',
      'https://b2share.eudat.eu/records/b6168e3b4a364819a22dd5558e2445ea',
      'https://dataverse.nl/dataset.xhtml?persistentId=doi:10.34894/X',
      'https://figshare.com/articles/dataset/x/1',
      'https://osf.io/ab3de/',
      'https://github.com/a/b',
      'https://github.com/a/b/tree/main/data',
      'https://git.example.org/a/b.git',
      'https://workflowhub.eu/workflows/69?version=1'
    ]) {
      assert.ok(isPage(page), page);
    }
    for (const file of [
      'https://zenodo.org/records/1234/files/a.csv?download=1',
      'https://zenodo.org/api/records/1234/files/a.csv/content',
      'https://workflowhub.eu/workflows/1747/git/1/raw/workflow_simple.json',
      'https://dataverse.nl/api/access/datafile/123',
      'https://osf.io/download/ab3de/',
      'https://github.com/a/b/releases/download/v1/c.zip',
      'https://gitlab.com/a/b/-/raw/main/c.csv',
      'https://data.example.org/records/readme.txt'
    ]) {
      assert.equal(isPage(file), false, file);
    }
  });

  it('takes out credentials', () => {
    const address = readAddress('https://user:secret@data.example.org/a.csv');
    assert.ok(address?.type === 'web');
    assert.equal(address.url, 'https://data.example.org/a.csv');
    assert.ok(address.credentialsRemoved);
  });

  it('says where what it cannot ask is', () => {
    for (const text of [
      'rsync://ftp.ebi.ac.uk/empiar/12944/',
      'ftp://ftp.example.org/a.csv',
      's3://bucket/a.csv',
      'root://eospublic.cern.ch//eos/a.root',
      'file:///home/marie/a.csv',
      'C:\\Users\\marie\\a.csv',
      'arcp://name,example/a.csv',
      'data:text/csv,a',
      'urn:uuid:1'
    ]) {
      assert.equal(readAddress(text)?.type, 'foreign', text);
    }
  });

  it('takes no path and no name for an address', () => {
    for (const text of [
      '',
      'a.csv',
      './a/b.csv',
      '../a.csv',
      '/a/b.csv',
      '#file-0',
      'results: part 1.csv',
      'run1:final.csv',
      'https://',
      'https:///a.csv x',
      'dummy-tool'
    ]) {
      const address = readAddress(text);
      assert.ok(address === null || text.startsWith('https:///'), text);
    }
  });
});

describe('isPrivateHost', () => {
  it('tells hosts that only the sender can mean', () => {
    for (const host of [
      'localhost',
      'a.local',
      'db',
      '10.0.0.1',
      '127.0.0.1',
      '169.254.169.254',
      '172.20.1.1',
      '192.168.1.1',
      '[::1]',
      'x.internal'
    ]) {
      assert.ok(isPrivateHost(host), host);
    }
    for (const host of [
      'cern.ch',
      '172.40.1.1',
      '192.0.2.1',
      'local.example.org'
    ]) {
      assert.equal(isPrivateHost(host), false, host);
    }
  });
});
