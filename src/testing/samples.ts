import type {
  Job,
  JobCheck,
  JobDraft,
  JobForm,
  PackageFile,
  PackagePreview,
  Provider,
  Publication,
  PublicationFile,
  Repository,
  Share,
  Site,
  Transfer
} from 'sciencemesh-contract';

/**
 * A share as the Dispatcher makes them: unsigned, a package, not seen yet.
 */
export function share(members: Partial<Share> = {}): Share {
  return {
    id: 'share-1',
    source: 'node',
    kind: 'package',
    state: 'pending',
    hidden: false,
    seen: false,
    withdrawnAt: null,
    name: 'Dimuon spectrum',
    description: '',
    sender: {
      address: '0123abcd@egi.eu@player.example.org',
      displayName: 'jdoe',
      host: 'player.example.org'
    },
    owner: { address: '0123abcd@egi.eu', displayName: null, host: 'egi.eu' },
    provider: 'player.example.org',
    providerId: '96881ca2',
    authenticity: 'claimed',
    recipient: 'marie@lab.example.org',
    resourceType: 'ro-crate',
    shareType: 'user',
    protocols: ['embedded'],
    permissions: [],
    receivedAt: '2026-11-22T10:00:00.000Z',
    expiresAt: null,
    delivery: null,
    page: null,
    copying: false,
    package: { id: 'package-1', workingCopy: null },
    ...members
  };
}

/**
 * An offer of a folder, which waits for a decision.
 */
export function offer(members: Partial<Share> = {}): Share {
  return share({
    id: 'share-2',
    kind: 'folder',
    name: 'Beam test',
    package: null,
    protocols: ['webdav'],
    resourceType: 'folder',
    ...members
  });
}

/**
 * The companion's own OCM node, as a provider.
 */
export function ownNode(members: Partial<Provider> = {}): Provider {
  return {
    id: 'node',
    label: 'This JupyterLab',
    state: 'ready',
    message: null,
    advice: null,
    checkedAt: null,
    page: null,
    drive: null,
    capabilities: {
      crates: true,
      notifiesSenders: true,
      setsBack: false,
      signsIn: false
    },
    ...members
  };
}

/**
 * Another provider, which tells no senders and copies by itself.
 */
export function cloud(members: Partial<Provider> = {}): Provider {
  return {
    ...ownNode(),
    id: 'cloud',
    label: 'Cloud of the lab',
    checkedAt: '2026-11-22T10:00:00.000Z',
    page: 'https://cloud.example.org/',
    capabilities: {
      crates: true,
      notifiesSenders: false,
      setsBack: true,
      signsIn: true
    },
    ...members
  };
}

/**
 * A file of a package.
 */
export function file(members: Partial<PackageFile> = {}): PackageFile {
  const index = members.index ?? 0;
  return {
    index,
    id: `https://data.example.org/${index}.csv`,
    name: `${index}.csv`,
    path: `data/${index}.csv`,
    url: `https://data.example.org/${index}.csv`,
    source: 'https',
    host: 'data.example.org',
    size: 100,
    checksum: null,
    included: false,
    role: 'data',
    mediaType: 'text/csv',
    license: null,
    check: 'unchecked',
    checkMessage: null,
    ...members
  };
}

/**
 * The preview of a package with a notebook and one file.
 */
export function preview(members: Partial<PackagePreview> = {}): PackagePreview {
  const files = members.files ?? [file()];
  return {
    id: 'package-1',
    origin: { type: 'share', shareId: 'share-1' },
    receivedAt: '2026-11-22T10:00:00.000Z',
    title: 'Dimuon spectrum',
    description: 'Draws the invariant mass.',
    kind: 'notebook',
    language: 'python',
    main: null,
    runnable: { here: true, reason: null, elsewhere: [] },
    kernel: { wanted: 'python3', offered: 'python3' },
    environment: [],
    files,
    parameters: [],
    license: null,
    people: [{ name: 'Jane Doe' }],
    warnings: [],
    totals: {
      files: files.length,
      bytes: 100,
      unknownSizes: 0,
      hosts: ['data.example.org']
    },
    freeBytes: 1_000_000,
    folder: 'ScienceMesh/Dimuon spectrum',
    workingCopies: [],
    checking: false,
    ...members
  };
}

/**
 * A transfer that is under way.
 */
export function transfer(members: Partial<Transfer> = {}): Transfer {
  return {
    id: 'transfer-1',
    kind: 'package',
    packageId: 'package-1',
    shareId: 'share-1',
    title: 'Dimuon spectrum',
    folder: 'ScienceMesh/Dimuon spectrum',
    state: 'running',
    message: null,
    startedAt: '2026-11-22T10:01:00.000Z',
    endedAt: null,
    size: 1000,
    received: 250,
    bytesPerSecond: 50,
    fileCount: 4,
    filesDone: 1,
    filesFailed: 0,
    notebook: null,
    preflight: null,
    ...members
  };
}

/**
 * A notebook that runs on a Slurm site.
 */
export function job(members: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    name: 'Dimuon spectrum',
    siteId: 'hpc',
    siteName: 'HPC of the lab',
    siteKind: 'slurm',
    source: { kind: 'notebook', path: 'analysis/dimuon.ipynb' },
    state: 'running',
    stateSince: '2026-11-22T10:00:10.000Z',
    systemId: '1234',
    queue: 'short',
    createdAt: '2026-11-22T10:00:00.000Z',
    submittedAt: '2026-11-22T10:00:01.000Z',
    knownAt: '2026-11-22T10:01:00.000Z',
    resources: {
      queue: 'short',
      account: null,
      cpus: 1,
      memoryMebibytes: 2000,
      diskMebibytes: null,
      gpus: 0,
      seconds: 3600
    },
    tasks: {
      total: 1,
      waiting: 0,
      held: 0,
      running: 1,
      done: 0,
      failed: 0,
      cancelled: 0
    },
    results: null,
    provenance: null,
    actions: ['cancel', 'rerun'],
    seen: false,
    startedAt: '2026-11-22T10:00:10.000Z',
    endedAt: null,
    exitCode: null,
    exitSignal: null,
    message: null,
    advice: null,
    usage: { wallSeconds: 50, cpuSeconds: null, peakMemoryMebibytes: null },
    progress: {
      cells: 8,
      done: 3,
      current: { cell: 5, startedAt: '2026-11-22T10:00:40.000Z' },
      heardAt: '2026-11-22T10:00:58.000Z'
    },
    notebook: null,
    ...members
  };
}

/**
 * A Slurm site that is ready, with two queues.
 */
export function site(members: Partial<Site> = {}): Site {
  const queue = {
    open: true,
    cpus: 64,
    memoryMebibytes: 256_000,
    gpus: 0,
    idleCpus: 12
  };
  return {
    id: 'hpc',
    name: 'HPC of the lab',
    kind: 'slurm',
    state: 'ready',
    message: null,
    signIn: null,
    version: '24.11.5',
    tested: true,
    queues: [
      { ...queue, name: 'short', default: true, seconds: 3600 },
      { ...queue, name: 'long', default: false, seconds: 86_400 }
    ],
    accounts: [],
    gpus: false,
    tasks: 10_000,
    dataWays: ['path', 'sftp'],
    can: { hold: true, arrays: true, dependencies: true, containers: false },
    lookedAt: '2026-11-22T10:00:00.000Z',
    ...members
  };
}

/**
 * The form of a notebook with two parameters, as it is filled for the site.
 */
export function jobForm(members: Partial<JobDraft> = {}): JobForm {
  const { resources, siteId, source } = job();
  return {
    draft: {
      siteId,
      name: 'dimuon',
      source,
      kernel: 'python3',
      parameters: [
        { name: 'energy', type: 'integer', value: 13 },
        { name: 'title', type: 'string', value: 'Dimuon' }
      ],
      sweep: null,
      resources,
      environment: { kind: 'site' },
      inputs: { way: null, select: 'folder', paths: [] },
      outputs: [],
      results: 'ScienceMesh/Jobs',
      after: [],
      script: null,
      ...members
    },
    declared: [
      { name: 'energy', type: 'integer', value: 13, description: 'TeV' }
    ],
    kernels: [{ name: 'python3', displayName: 'Python 3' }],
    reasons: { kernel: 'from the notebook', 'resources.cpus': 'as last time' },
    findings: []
  };
}

/**
 * A dry run that found nothing.
 */
export function jobCheck(members: Partial<JobCheck> = {}): JobCheck {
  return {
    script: '#!/bin/sh\n#SBATCH --job-name=dimuon\n',
    language: 'bash',
    tasks: 1,
    inputs: [{ path: 'dimuon.ipynb', size: 2048, way: 'path' }],
    inputFiles: 1,
    inputBytes: 2048,
    way: 'path',
    why: 'The folder is seen on both sides.',
    findings: [],
    ...members
  };
}

/**
 * A publication whose files are on their way to Zenodo.
 */
export function publication(members: Partial<Publication> = {}): Publication {
  return {
    id: 'publication-1',
    title: 'Dimuon spectrum',
    subject: { paths: ['analysis'] },
    state: 'uploading',
    message: null,
    form: {
      repositoryId: 'zenodo',
      previous: null,
      excluded: [],
      names: {},
      folders: 'names',
      metadata: { title: 'Dimuon spectrum', resourceType: 'notebook' },
      community: null,
      writeBack: true,
      senderIsTold: false
    },
    sources: [],
    questions: [],
    doi: '10.5281/zenodo.1234567',
    conceptDoi: '10.5281/zenodo.1234566',
    recordId: '1234567',
    recordUrl: 'https://zenodo.org/uploads/1234567',
    fileCount: 4,
    filesVerified: 1,
    size: 1000,
    sent: 250,
    bytesPerSecond: 50,
    secondsLeft: 15,
    previousId: null,
    nextId: null,
    changedThere: [],
    leftThere: [],
    writtenBack: [],
    senderTold: false,
    createdAt: '2026-11-22T10:00:00.000Z',
    changedAt: '2026-11-22T10:01:00.000Z',
    publishedAt: null,
    ...members
  };
}

/**
 * A file that is about to be published.
 */
export function publicationFile(
  members: Partial<PublicationFile> = {}
): PublicationFile {
  const path = members.path ?? 'data.csv';
  return {
    path,
    key: path,
    size: 100,
    sent: 0,
    state: 'planned',
    checksum: null,
    remoteChecksum: null,
    message: null,
    ...members
  };
}

/**
 * Zenodo, where the person is signed in.
 */
export function repository(members: Partial<Repository> = {}): Repository {
  return {
    id: 'zenodo',
    kind: 'invenio-rdm',
    flavour: 'zenodo',
    name: 'Zenodo',
    url: 'https://zenodo.org',
    sandbox: false,
    own: false,
    oauth: false,
    state: 'ready',
    message: null,
    login: {
      state: 'good',
      account: 'marie',
      expiresAt: null,
      tokensAt: 'https://zenodo.org/account/settings/applications/tokens/new/',
      scopes: ['deposit:write', 'deposit:actions']
    },
    abilities: {
      version: '13.0.0',
      files: 100,
      fileBytes: 50_000_000_000,
      totalBytes: 50_000_000_000,
      folders: false,
      parts: false,
      checksum: 'md5',
      reservesDoi: true,
      review: 'optional',
      restrictedFiles: true,
      withoutFiles: true
    },
    lookedAt: '2026-11-22T10:00:00.000Z',
    ...members
  };
}
