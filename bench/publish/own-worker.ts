/**
 * One publication in a process of its own, as the companion makes it. Reads
 * the order as JSON from its first argument; tells what happens as lines of
 * JSON. Killed and started again with the same data folder, it goes on.
 */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type {
  FolderPolicy,
  Publication,
  PublicationState
} from 'sciencemesh-contract';
import { createOutboundClient } from '../../companion/src/http/guarded-client.ts';
import { Dataverse } from '../../companion/src/publish/dataverse/dataverse.ts';
import { HasherAside } from '../../companion/src/publish/engine/hashing/hasher.ts';
import { InvenioRdm } from '../../companion/src/publish/invenio-rdm/invenio-rdm.ts';
import { profileOf } from '../../companion/src/publish/invenio-rdm/profile.ts';
import { PublicationLibrary } from '../../companion/src/publish/library.ts';
import type { Repository } from '../../companion/src/publish/repository.ts';
import { openStore } from '../../companion/src/store/store.ts';
import type { Target } from './servers.ts';

export interface Order {
  target: Target;
  /** Where the store and journals are. */
  dataFolder: string;
  /** What is published. */
  folder: string;
  parallel: number;
  /** A record of the same data folder of which this is a new version. */
  previous?: boolean;
  /** What becomes of folders; as the form says where it is left out. */
  folders?: FolderPolicy;
  /** Publishes in the end. */
  publish?: boolean;
  /** Checksums of all files, by algorithm: they are then not made of them. */
  checksums?: Readonly<Record<string, string>>;
}

/** The last line. */
export interface Result {
  state: PublicationState;
  message: string | null;
  /** From the draft until every file is there as it is here. */
  seconds: number;
  /** Largest resident memory meanwhile over that before it. */
  growth: number;
  /** Bytes of files that were sent, as the person is told. */
  sent: number;
}

const order = JSON.parse(process.argv[2] ?? '') as Order;
const { checksums } = order;
if (checksums !== undefined) {
  // What is left of the time is that of everything else.
  HasherAside.prototype.update = bytes => Promise.resolve(bytes);
  HasherAside.prototype.told = () => Promise.resolve(checksums);
}
const signal = new AbortController().signal;
const outbound = createOutboundClient(
  { plainHttp: ['127.0.0.1'], privateHosts: ['127.0.0.1'] },
  undefined,
  { environment: {} }
);
const store = openStore(order.dataFolder);
const repository = adapterOf(order.target);
const { abilities } = await repository.probe(signal);
const known = {
  id: 'bench',
  kind: order.target.kind,
  flavour: order.target.flavour,
  name: 'Bench',
  url: order.target.url,
  sandbox: true,
  own: false,
  oauth: false,
  state: 'ready' as const,
  message: null,
  login: null,
  abilities,
  lookedAt: null
};
const library = new PublicationLibrary({
  store: store.publications,
  dataFolder: order.dataFolder,
  repositories: {
    get: () => known,
    open: () =>
      Promise.resolve({
        repository: known,
        adapter: repository,
        abilities,
        requestsPerMinute: order.target.requestsPerMinute
      }),
    noteFailure: () => undefined
  },
  subjects: {
    locate: () =>
      Promise.resolve({
        title: 'Bench',
        found: [
          {
            display: basename(order.folder),
            path: order.folder,
            kind: 'folder' as const
          }
        ],
        origin: { packageId: null, jobId: null, shareId: null },
        metadata: []
      })
  },
  writeDepositCrate: () => Promise.resolve([]),
  writeBack: () => Promise.resolve([]),
  takeBack: () => Promise.resolve([]),
  tellSender: () => Promise.resolve(),
  parallel: order.parallel,
  onTrouble: error => {
    process.stderr.write(`${String(error)}\n`);
  }
});

function adapterOf(target: Target): Repository {
  const { kind, flavour, url, token } = target;
  const options = { outbound, url, token: () => Promise.resolve(token) };
  switch (kind) {
    case 'invenio-rdm': {
      const profile = profileOf(flavour ?? 'plain');
      const { parts = profile.parts } = target;
      return new InvenioRdm(options, { ...profile, parts });
    }
    case 'dataverse':
      return new Dataverse(options, { collection: 'root' });
  }
}

/** Resolves in one of these states. */
function settled(
  id: string,
  ...states: readonly PublicationState[]
): Promise<Publication> {
  return new Promise(resolve => {
    const look = (publication: Publication) => {
      if (publication.id === id && states.includes(publication.state)) {
        resolve(publication);
      }
    };
    library.onChange(look);
    look(library.get(id));
  });
}

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function begin(): Promise<Publication> {
  const [before] = library.list();
  if (before === undefined) {
    const begun = await library.begin(
      { key: randomUUID(), subject: { paths: [basename(order.folder)] } },
      signal
    );
    return library.setForm(begun.id, {
      ...begun.form,
      ...(order.folders === undefined ? {} : { folders: order.folders }),
      repositoryId: known.id,
      writeBack: false,
      metadata: {
        title: 'Bench',
        resourceType: 'dataset',
        publicationDate: '2026-11-22',
        publisher: 'Bench',
        description: 'Files of a measurement.',
        contact: { name: 'Marie Example', email: 'marie@example.org' },
        subjects: ['Physics'],
        creators: [{ kind: 'person', family: 'Example', given: 'Marie' }],
        licences: [{ spdx: 'CC-BY-4.0' }],
        access: { files: 'public' }
      }
    });
  }
  return order.previous === true
    ? library.newVersion(before.id, randomUUID())
    : before;
}

library.start();
let publication = await begin();
const { id } = publication;
if (publication.state === 'form') {
  library.create(id);
  publication = await settled(id, 'draft', 'form', 'unsure');
}
tell({ at: publication.state, message: publication.message });
const idle = process.memoryUsage.rss();
let highest = idle;
const watching = setInterval(() => {
  highest = Math.max(highest, process.memoryUsage.rss());
  tell({ sent: library.get(id).sent });
}, 100);
const start = performance.now();
if (publication.state === 'draft') {
  library.upload(id);
}
let done = await settled(id, 'verified', 'paused', 'draft', 'form');
const seconds = (performance.now() - start) / 1000;
clearInterval(watching);
if (order.publish === true && done.state === 'verified') {
  library.end(id, { how: 'publish', confirmation: known.name });
  done = await settled(id, 'published', 'verified');
}
const result: Result = {
  state: done.state,
  message: done.message,
  seconds,
  growth: highest - idle,
  sent: done.sent
};
tell(result);
await library.close();
store.close();
await outbound.close();
