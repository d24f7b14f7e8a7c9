/**
 * An engine with folders of its own and a recorded origin to fetch from.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transfer } from 'sciencemesh-contract';
import type { Origin } from '../../../../peers/origin/index.ts';
import { createOutboundClient } from '../../http/guarded-client.ts';
import type { OutboundClient } from '../../http/outbound.ts';
import { createTransferEngine, type EngineOptions } from '../engine.ts';
import type { PlannedFile, TransferEngine, TransferPlan } from '../transfer.ts';

/** Quick enough for tests, and still several attempts. */
const IMPATIENT = { attempts: 3, firstMilliseconds: 1, longestMilliseconds: 5 };

export class Rig {
  readonly base = mkdtempSync(join(tmpdir(), 'sciencemesh-transfers-'));
  readonly data = join(this.base, 'data');
  readonly folder = join(this.base, 'copy');
  readonly #origin: Origin;
  readonly #opened: { engine: TransferEngine; client: OutboundClient }[] = [];

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** An engine over the data folder of this rig, as after a (re)start. */
  engine(options: Partial<EngineOptions> = {}): TransferEngine {
    const client = createOutboundClient({ idleSeconds: 1 }, undefined, {
      environment: this.#origin.environment
    });
    const engine = createTransferEngine({
      dataFolder: this.data,
      client,
      openEntry: () => Promise.reject(new Error('no archive here')),
      policy: IMPATIENT,
      ...options
    });
    engine.registerFinisher('none', async () => ({
      notebook: null,
      preflight: null,
      message: null
    }));
    this.#opened.push({ engine, client });
    return engine;
  }

  plan(
    files: readonly (Partial<PlannedFile> & { path: string })[],
    changes: Partial<TransferPlan> = {}
  ): TransferPlan {
    return {
      id: randomUUID(),
      kind: 'package',
      packageId: randomUUID(),
      shareId: null,
      title: 'Test',
      folder: this.folder,
      displayFolder: 'ScienceMesh/copy',
      finisher: { name: 'none', input: null },
      files: files.map(file => ({
        source: { type: 'url', url: `https://data.example.org/${file.path}` },
        size: null,
        checksum: null,
        skip: false,
        ...file
      })),
      ...changes
    };
  }

  /** Starts a transfer and waits for its end. */
  async run(engine: TransferEngine, plan: TransferPlan): Promise<Transfer> {
    await engine.start(plan);
    return engine.settled(plan.id);
  }

  async dispose(): Promise<void> {
    for (const { engine, client } of this.#opened) {
      await engine.close();
      await client.close();
    }
    await rm(this.base, { recursive: true, force: true });
  }
}
