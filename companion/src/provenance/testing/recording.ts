/**
 * Records a made-up run, and reads what was written.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { Entity } from '../graph.ts';
import { RunCrateRecorder } from '../recorder.ts';
import type { RunCrate } from '../run-crate.ts';
import type { RecordedRun, SourcePackage } from '../run-facts.ts';
import { sampleRun, type SampleRun } from './sample-run.ts';

/** All runs of a spec lie below it. */
export const base = mkdtempSync(join(tmpdir(), 'sciencemesh-provenance-'));
after(() => rmSync(base, { recursive: true }));

const signal = new AbortController().signal;

export interface Recorded extends RecordedRun {
  crate: RunCrate;
  name: string;
}

export async function record(
  sample: SampleRun = {},
  from: SourcePackage | null = null
): Promise<Recorded> {
  const root = mkdtempSync(join(base, 'run-'));
  const run = await sampleRun(root, sample);
  const recorder = new RunCrateRecorder({
    root,
    dataFolder: join(root, 'data'),
    names: { order: 'job.json', inputs: 'inputs.tar' },
    packageOf: () => from
  });
  const name = await recorder.record(run, signal);
  const text = readFileSync(join(run.results, name), 'utf8');
  const crate = JSON.parse(text) as RunCrate;
  isSound(crate);
  return { ...run, crate, name };
}

export function entity(crate: RunCrate, id: string): Entity {
  const found = crate['@graph'].find(item => item['@id'] === id);
  assert.ok(found, `has an entity ${id}`);
  return found;
}

export function idsOf(value: unknown): string[] {
  return (Array.isArray(value) ? (value as unknown[]) : [value]).flatMap(
    item =>
      typeof item === 'object' && item !== null && '@id' in item
        ? [String(item['@id'])]
        : []
  );
}

/** What must hold for every crate that we write. */
export function isSound({ '@graph': graph }: RunCrate): void {
  const ids = graph.map(item => item['@id']);
  const known = new Set(ids);
  assert.equal(known.size, ids.length, 'identifiers are unique');
  for (const item of graph) {
    assert.doesNotMatch(item['@id'], /^\/|^(?:[^:#?]*\/)?\.\.(?:\/|$)|[\s<>"]/);
    for (const [key, value] of Object.entries(item)) {
      for (const part of Array.isArray(value)
        ? (value as unknown[])
        : [value]) {
        assert.ok(part !== null && part !== '', `${key} says something`);
        if (typeof part === 'object') {
          assert.deepEqual(Object.keys(part), ['@id'], `${key} is flat`);
        }
      }
      for (const id of idsOf(value)) {
        assert.ok(
          known.has(id) || /^https?:/.test(id),
          `${key} leads to ${id}`
        );
      }
    }
  }
}
