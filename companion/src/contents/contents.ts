/**
 * Jupyter's contents over the drive: what the routes under `/api/contents`
 * need, put together.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { ContentChange } from 'sciencemesh-contract';
import type { Drive } from '../drive/drive.ts';
import { parted } from '../drive/paths.ts';
import type { Store } from '../store/store.ts';
import { Arranging } from './arranging.ts';
import { Checkpoints } from './checkpoints.ts';
import { DeletedFiles } from './deleted-files.ts';
import { Listings } from './listings.ts';
import { Outbox } from './outbox.ts';
import { OutboxFiles } from './outbox-files.ts';
import { OutboxSender } from './outbox-sender.ts';
import { RawFiles } from './raw-files.ts';
import { Reading } from './reading.ts';
import { Saving } from './saving.ts';
import { lookAfterReturn } from './server-return.ts';
import { Spool } from './spool.ts';
import { Uploads } from './uploads.ts';
import { Validators } from './validators.ts';
import { Versions } from './versions.ts';

export interface ContentsOptions {
  drive: Drive;
  store: Pick<
    Store,
    'folder' | 'checkpoints' | 'lastListings' | 'outbox' | 'ownWrites'
  >;
  /** Bytes of a file that goes into a document. */
  largestDocument: number;
  /** Bytes of an upload that is kept on its way. */
  largestKept: number;
  /** How the person is called in the name of a second copy. */
  user: string;
  /** Hears of what no person can do anything about. */
  onTrouble: (error: unknown) => void;
}

export interface Contents {
  readonly drive: Drive;
  readonly reading: Reading;
  readonly saving: Saving;
  readonly arranging: Arranging;
  readonly raw: RawFiles;
  readonly spool: Spool;
  readonly largestKept: number;
  readonly uploads: Uploads;
  readonly checkpoints: Checkpoints;
  readonly versions: Versions;
  readonly deleted: DeletedFiles;
  readonly outbox: Outbox;
  /** Hears of every change that pages should look at. */
  onChange(listener: (change: ContentChange) => void): () => void;
  /** Somebody else here has changed something: it is told, and looked at anew. */
  changed(change: ContentChange): void;
  /** Something was changed that is told already: it is looked at anew. */
  outdated(change: ContentChange): void;
  /**
   * A provider takes its person in (again): what waits for its servers goes out.
   *
   * @param source the provider, by its id
   */
  returned(source: string): void;
  /** Takes up what an earlier process left. */
  recover(): Promise<void>;
  /** Breaks off what is under way; nothing is lost. */
  close(): Promise<void>;
}

export function createContents(options: ContentsOptions): Contents {
  const { drive, store, largestDocument, user, onTrouble } = options;
  const events = new EventEmitter<{ change: [ContentChange] }>();
  const announce = (change: ContentChange) => {
    events.emit('change', change);
  };
  const validators = new Validators(store.ownWrites);
  const listings = new Listings(
    join(store.folder, 'listings'),
    store.lastListings
  );
  const files = new OutboxFiles(join(store.folder, 'outbox'));
  const outbox = new Outbox({ store: store.outbox, files, drive, user });
  const parts = { drive, listings, validators, edits: outbox };
  const reading = new Reading({ ...parts, largestDocument });
  const saving = new Saving({ ...parts, announce });
  const checkpoints = new Checkpoints({
    drive,
    store: store.checkpoints,
    saving,
    edits: outbox,
    folder: join(store.folder, 'checkpoints')
  });
  const spool = new Spool(join(store.folder, 'uploads'));
  const uploads = new Uploads(spool, saving);
  const arranging = new Arranging({
    ...parts,
    reading,
    announce,
    onMoved: (...move) => checkpoints.moved(...move)
  });
  const sender = new OutboxSender({
    outbox,
    store: store.outbox,
    files,
    drive,
    saving,
    listings,
    announce,
    onTrouble
  });
  drive.onChange(() => announce({ kind: 'refresh', path: '', oldPath: null }));
  drive.onReach((shareId, reach) => {
    void drive.mount(shareId).then(mounted => {
      // Its mark in the root.
      const root = parted(mounted?.name ?? '').folder;
      announce({ kind: 'refresh', path: root, oldPath: null });
      // Who meets trouble sees it; who looks elsewhere in the share would meet
      // it only by being told to ask.
      if (mounted !== null && reach !== 'unreachable' && reach !== 'failing') {
        announce({ kind: 'refresh', path: mounted.name, oldPath: null });
      }
    });
  });
  const outdated = ({ path, oldPath }: ContentChange) => {
    for (const changed of [path, oldPath]) {
      void drive.resolve(changed ?? '').then(
        place => listings.changed(place.share.id, place.path),
        // Its share is not in the drive (any more).
        () => undefined
      );
    }
  };
  return {
    drive,
    reading,
    saving,
    arranging,
    raw: new RawFiles(parts),
    spool,
    largestKept: options.largestKept,
    uploads,
    checkpoints,
    versions: new Versions({ drive, edits: outbox, saving }),
    deleted: new DeletedFiles({ drive, listings, announce }),
    outbox,
    onChange: listener => {
      events.on('change', listener);
      return () => events.off('change', listener);
    },
    changed: change => {
      outdated(change);
      announce(change);
    },
    outdated,
    returned: source => {
      const hurry = (ids: ReadonlySet<string>) => sender.hurry(ids);
      lookAfterReturn(source, { drive, hurry }).catch(onTrouble);
    },
    recover: async () => {
      await checkpoints.sweep();
      await sender.recover();
    },
    close: async () => {
      await uploads.close();
      await sender.close();
    }
  };
}
