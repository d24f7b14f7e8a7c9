import type { Mirror } from 'sciencemesh-contract';

/**
 * A working copy whose files are all here.
 */
export function mirror(change: Partial<Mirror> = {}): Mirror {
  return {
    id: 'mirror-1',
    shareId: 'share-1',
    path: 'Data/runs',
    kind: 'copy',
    folder: 'ScienceMesh/Shares/Data/runs',
    state: 'ready',
    message: null,
    writable: true,
    files: 3,
    arriving: { files: 0, totalFiles: 0, bytes: 0, totalBytes: 0 },
    left: { files: 0, bytes: 0 },
    changed: 0,
    rearranged: 0,
    conflicts: 0,
    failed: 0,
    sending: 0,
    lookedAt: null,
    ...change
  };
}
