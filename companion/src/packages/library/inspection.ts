/**
 * What `sciencemesh package inspect --json` prints about a package.
 */
import type { PackageInspection } from 'sciencemesh-contract';
import type { Package } from '../reading/package.ts';

/** A kernel that the notebook wants, and the one that is offered for it. */
export type InspectedKernel = PackageInspection['kernel'];

/**
 * @param kernel known only once the notebook is there; without it, the kernel
 * of a notebook is "known after fetching"
 */
export function inspectionOf(
  read: Package,
  kernel: InspectedKernel = null
): PackageInspection {
  const { title, kind, main, runnable, license, people, warnings } = read;
  return {
    title,
    kind,
    main:
      main === null ? null : { id: main.id, url: main.url, path: main.path },
    runnable: { here: runnable.here, reason: runnable.reason },
    kernel:
      kernel ?? (kind === 'notebook' ? { wanted: null, offered: null } : null),
    files: read.files.map(file => ({
      name: file.name,
      path: file.path,
      url: file.url,
      source: file.source,
      size: file.size,
      checksum: file.checksum,
      included: file.included,
      role: file.role
    })),
    parameters: read.parameters.map(parameter => ({
      name: parameter.name,
      type: parameter.type,
      required: parameter.required,
      value: parameter.value
    })),
    license,
    people: people.map(({ name }) => ({ name })),
    warnings: warnings.map(({ code, entity, message }) => ({
      code,
      entity,
      message
    }))
  };
}
