/**
 * What a run needed: its Python with all packages, its kernel, its container
 * image, and the worker that ran it.
 */
import type { JobDraft, JobManifest } from 'sciencemesh-contract';
import { softwarePath } from './discretion.ts';
import { fragment, type Graph, type Reference } from './graph.ts';

const TERMS = 'https://w3id.org/ro/terms/workflow-run#';

export class Software {
  readonly #graph: Graph;
  readonly #environments = new Map<string, Reference>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** Everything that runs of this job needed. */
  get environments(): Reference[] {
    return [...this.#environments.values()];
  }

  /** The environment of a task; equal ones of several tasks are one. */
  environment({ machine, software }: JobManifest): Reference {
    const { architecture, processors, system } = machine;
    const key = JSON.stringify([software, system, architecture, processors]);
    const known = this.#environments.get(key);
    if (known !== undefined) {
      return known;
    }
    const packages = Object.entries(software.packages).map(([name, version]) =>
      this.#package(name, version)
    );
    const { kernel } = software;
    const place = this.#environments.size + 1;
    const reference = this.#graph.add(
      fragment('environment', place),
      'SoftwareApplication',
      {
        name: `Python ${software.python} on ${system}`,
        softwareVersion: software.python,
        url: 'https://www.python.org/',
        operatingSystem: system,
        processorRequirements: `${processors} × ${architecture}`,
        softwareRequirements: [
          ...(kernel === null
            ? []
            : [
                this.#graph.add(
                  fragment('kernel', kernel.name),
                  'SoftwareApplication',
                  {
                    name: kernel.displayName || kernel.name,
                    alternateName: kernel.name,
                    description: `Kernel of Jupyter for ${kernel.language}.`,
                    softwareVersion: software.packages['ipykernel']
                  }
                )
              ]),
          this.#graph.add(
            fragment('worker', software.worker),
            'SoftwareApplication',
            {
              name: 'Worker of jupyterlab-sciencemesh',
              softwareVersion: software.worker
            }
          ),
          ...packages
        ]
      }
    );
    this.#environments.set(key, reference);
    return reference;
  }

  /** A script that was read first. */
  setup({ environment }: JobDraft): Reference[] {
    return environment.kind !== 'setup-script'
      ? []
      : [
          this.#graph.add('#setup-script', 'SoftwareApplication', {
            name: softwarePath(environment.path),
            description: 'Read by the shell before the job began.'
          })
        ];
  }

  /** The image that a task ran in; null for none. */
  image(reference: string | null): Reference | null {
    if (reference === null) {
      return null;
    }
    const { type, ...rest } = partsOfImage(reference);
    return this.#graph.add(
      fragment('image', softwarePath(reference)),
      'ContainerImage',
      { additionalType: { '@id': `${TERMS}${type}` }, ...rest }
    );
  }

  #package(name: string, version: string): Reference {
    return this.#graph.add(
      fragment('package', name, version),
      'SoftwareApplication',
      {
        name,
        softwareVersion: version,
        identifier: `pkg:pypi/${encodeURIComponent(name.toWellFormed().toLowerCase())}@${encodeURIComponent(version.toWellFormed())}`
      }
    );
  }
}

interface ImageParts {
  type: 'DockerImage' | 'SIFImage';
  name: string;
  registry?: string;
  tag?: string;
  sha256?: string;
}

/** `docker://registry/name:tag@sha256:…`, with everything but the name absent at times. */
export function partsOfImage(reference: string): ImageParts {
  const plain = reference.replace(/^[a-z]+:\/\//i, '');
  if (/^(?:\/|\.)/.test(plain) || /\.sif$/i.test(plain)) {
    return { type: 'SIFImage', name: softwarePath(plain) };
  }
  const digest = /@sha256:([0-9a-f]{64})$/.exec(plain)?.[1];
  const named = plain.replace(/@[^@/]*$/, '');
  const tag = /:([^:/]+)$/.exec(named)?.[1];
  const path = named.replace(/:[^:/]+$/, '');
  const [first = '', ...rest] = path.split('/');
  const hasRegistry = rest.length > 0 && /[.:]|^localhost$/.test(first);
  return {
    type: 'DockerImage',
    registry: hasRegistry ? first : 'docker.io',
    name: hasRegistry ? rest.join('/') : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { sha256: digest })
  };
}
