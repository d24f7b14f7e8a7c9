import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { columns, dimuonLines, writeDimuonFile } from './events.ts';
import { muonMass } from './kinematics.ts';
import { massRange } from './spectrum.ts';

/** One event, by the names of the columns. */
type Row = Record<string, number>;

const rows = generate(5000);

describe('generated dimuon events', () => {
  it('have the columns of the CMS file', () => {
    const [header] = [...dimuonLines({ events: 0, seed: 'any' })];
    assert.equal(
      header,
      'Type,Run,Event,E1,px1,py1,pz1,pt1,eta1,phi1,Q1,' +
        'E2,px2,py2,pz2,pt2,eta2,phi2,Q2,M\n'
    );
  });

  it('are the same for the same seed, and others for another', () => {
    const [a, b, c] = ['one', 'one', 'two'].map(seed =>
      [...dimuonLines({ events: 20, seed })].join('')
    );
    assert.equal(a, b);
    assert.notEqual(a, c);
  });

  it('hold muons: energy and momentum agree with their mass', () => {
    for (const row of rows) {
      for (const muon of [1, 2]) {
        const [e, px, py, pz, pt, eta] = pick(row, muon);
        const p = Math.hypot(px, py, pz);
        near(e, Math.hypot(p, muonMass), 1e-5);
        near(pt, Math.hypot(px, py), 1e-5);
        near(pz, pt * Math.sinh(eta), 1e-3);
      }
    }
  });

  it('give the mass that the muons have together', () => {
    for (const row of rows) {
      const [e1, x1, y1, z1] = pick(row, 1);
      const [e2, x2, y2, z2] = pick(row, 2);
      const momenta = x1 * x2 + y1 * y2 + z1 * z2;
      const square = 2 * muonMass ** 2 + 2 * (e1 * e2 - momenta);
      // Six digits of large energies leave few of a small difference.
      const error = (e1 * e2 * 5e-5) / (row.M ?? 1);
      assert.ok(Math.abs(Math.sqrt(square) - (row.M ?? 0)) < error + 1e-4);
    }
  });

  it('lie in the range, with the J/psi far above its surroundings', () => {
    const masses = rows.map(row => row.M ?? 0);
    assert.ok(masses.every(m => m > massRange.low && m < massRange.high));
    const between = (low: number, high: number): number =>
      masses.filter(mass => mass > low && mass < high).length;
    assert.ok(between(3.0, 3.2) > 10 * between(3.3, 3.5));
    assert.ok(between(86, 96) > 10 * between(70, 80));
  });

  it('are written with their size and checksum', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dimuon-'));
    const path = join(folder, 'events.csv');
    const written = await writeDimuonFile(path, { events: 1200, seed: 'x' });
    const bytes = await readFile(path);
    await rm(folder, { recursive: true });
    assert.equal(written.size, bytes.length);
    const digest = createHash('sha256').update(bytes).digest('hex');
    assert.equal(written.sha256, digest);
    assert.equal(bytes.toString().trimEnd().split('\n').length, 1201);
  });
});

function generate(events: number): Row[] {
  const text = [...dimuonLines({ events, seed: 'spec' })].join('');
  const [, ...lines] = text.trimEnd().split('\n');
  const names = columns.split(',');
  return lines.map(line => {
    const values = line.split(',').map(Number);
    return Object.fromEntries(names.map((name, at) => [name, values[at] ?? 0]));
  });
}

function pick(
  row: Row,
  muon: number
): [number, number, number, number, number, number] {
  const value = (name: string): number => row[`${name}${muon}`] ?? NaN;
  return [
    value('E'),
    value('px'),
    value('py'),
    value('pz'),
    value('pt'),
    value('eta')
  ];
}

/** Whether two numbers agree to a relative, or for small ones total, error. */
function near(actual: number, expected: number, error: number): void {
  const allowed = error * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) < allowed, `${actual} ~ ${expected}`);
}
