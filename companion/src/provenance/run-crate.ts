/**
 * The record of a finished job as a Workflow Run RO-Crate, profiles 0.5:
 * Process Run Crate for scripts, Workflow Run Crate for notebooks and
 * workflows that are here as they were sent. Both build on RO-Crate 1.1.
 */
import { posix } from 'node:path';
import { encodedPath, encodedUri } from '../packages/attached/attached-ids.ts';
import { UNLICENSED } from '../packages/reading/placeholders.ts';
import type { StoredTask } from '../store/job-records.ts';
import { actionId, addAction, timeOf } from './actions.ts';
import { Inputs, resultFile, type InputRecord } from './data.ts';
import { Discretion } from './discretion.ts';
import {
  Graph,
  type Entity,
  type Properties,
  type Reference
} from './graph.ts';
import { languageOf } from './languages.ts';
import { Parameters, parametersOf } from './parameters.ts';
import { addPackage } from './packages.ts';
import type { PresentFile, RecordedRun, RunFacts } from './run-facts.ts';
import { sitePlace } from './sites.ts';
import { Software } from './software.ts';

export interface RunCrate {
  '@context': unknown;
  '@graph': Entity[];
}

const CRATE = 'https://w3id.org/ro/crate/1.1';
const TERMS = 'https://w3id.org/ro/terms/workflow-run#';

/**
 * The terms of the profile that RO-Crate 1.1 lacks, written out: whoever reads
 * the crate fetches one context, which every tool has at hand.
 */
const CONTEXT = [
  `${CRATE}/context`,
  Object.fromEntries(
    [
      'ContainerImage',
      'containerImage',
      'registry',
      'resourceUsage',
      'sha256',
      'tag'
    ].map(term => [term, `${TERMS}${term}`])
  )
];

const PROCESS = {
  id: 'https://w3id.org/ro/wfrun/process/0.5',
  name: 'Process Run Crate',
  version: '0.5'
};
const WORKFLOW = {
  id: 'https://w3id.org/ro/wfrun/workflow/0.5',
  name: 'Workflow Run Crate',
  version: '0.5'
};
const WORKFLOW_CRATE = {
  id: 'https://w3id.org/workflowhub/workflow-ro-crate/1.0',
  name: 'Workflow RO-Crate',
  version: '1.0'
};

/** The document to be written as `ro-crate-metadata.json`. */
export function runCrate(run: RecordedRun, facts: RunFacts): RunCrate {
  return new RunDescription(run, facts).document();
}

class RunDescription {
  readonly #run: RecordedRun;
  readonly #facts: RunFacts;
  readonly #graph = new Graph();
  readonly #discretion: Discretion;
  readonly #parameters: Parameters;
  readonly #inputs: Inputs;
  readonly #software: Software;
  readonly #parts: Reference[] = [];

  constructor(run: RecordedRun, facts: RunFacts) {
    this.#run = run;
    this.#facts = facts;
    this.#discretion = new Discretion(
      facts.places,
      [...run.manifests.values()].map(({ machine }) => machine.host)
    );
    this.#parameters = new Parameters(this.#graph, this.#discretion);
    this.#inputs = new Inputs(this.#graph, facts.package);
    this.#software = new Software(this.#graph);
  }

  document(): RunCrate {
    const { source } = this.#facts;
    const isWorkflow =
      source !== null && this.#run.draft.source.kind !== 'script';
    const profiles = isWorkflow
      ? [PROCESS, WORKFLOW, WORKFLOW_CRATE]
      : [PROCESS];
    const instrument: Reference = {
      '@id': source === null ? '#source' : encodedPath(source.path)
    };
    const site = sitePlace(this.#graph, this.#run.job, this.#discretion);
    const filesOf = Map.groupBy(this.#facts.files, ({ task }) => task);
    const actions = this.#run.tasks.map(task =>
      this.#action(task, filesOf.get(task.index) ?? [], instrument, site)
    );
    this.#instrument(isWorkflow);
    const conformsTo = profiles.map(({ id, name, version }) =>
      this.#graph.add(id, 'CreativeWork', { name, version })
    );
    const root = this.#root(conformsTo, actions, isWorkflow, instrument);
    return {
      '@context': CONTEXT,
      '@graph': [
        {
          '@id': 'ro-crate-metadata.json',
          '@type': 'CreativeWork',
          about: { '@id': './' },
          conformsTo: isWorkflow
            ? [{ '@id': CRATE }, { '@id': WORKFLOW_CRATE.id }]
            : { '@id': CRATE }
        },
        root,
        ...this.#graph.entities
      ]
    };
  }

  #action(
    task: StoredTask,
    files: readonly PresentFile[],
    instrument: Reference,
    location: Reference
  ): Reference {
    const { draft, manifests, tasks } = this.#run;
    const { order } = this.#facts;
    const manifest = manifests.get(task.index);
    const [results, records] = [true, false].map(made =>
      files.filter(file => file.made === made)
    );
    for (const record of records ?? []) {
      this.#part(record, { about: { '@id': actionId(this.#run, task.index) } });
    }
    const environment =
      manifest === undefined ? null : this.#software.environment(manifest);
    const image =
      manifest?.software.containerImage ??
      (draft.environment.kind === 'container' ? draft.environment.image : null);
    return addAction(
      this.#graph,
      this.#run,
      order,
      task,
      {
        instrument,
        objects: [
          ...this.#parameters.values(
            parametersOf(task.index, manifest, order, draft)
          ),
          ...this.#inputs.read(this.#inputsOf(task), tasks.length > 1)
        ],
        results: (results ?? []).map(file => this.#part(file)),
        environment,
        image: this.#software.image(image),
        location
      },
      this.#discretion
    );
  }

  /** What a task has read, or was given when it left no word about that. */
  #inputsOf({ index, startedAt }: StoredTask): InputRecord[] {
    const { draft, manifests } = this.#run;
    const name = posix.basename(draft.source.path);
    const manifest = manifests.get(index);
    const inputs =
      manifest?.inputs ??
      (startedAt === null ? [] : (this.#facts.order?.inputs ?? []));
    return inputs
      .map(({ path, sha256, size }) => ({
        path,
        sha256: sha256 ?? null,
        size: size ?? 0
      }))
      .filter(
        // What ran is the instrument; marks of ours are nobody's input.
        ({ path }) => path !== name && !path.startsWith('.sciencemesh')
      );
  }

  /** What ran, described after all that is known of it. */
  #instrument(isWorkflow: boolean): void {
    const { draft } = this.#run;
    const { package: from, source } = this.#facts;
    const address = from?.sourceAddress ?? null;
    const input = this.#parameters.describe();
    const properties = {
      name: this.#discretion.prose(posix.basename(draft.source.path)),
      programmingLanguage: languageOf(this.#graph, draft.source),
      softwareRequirements: [
        ...this.#software.environments,
        ...this.#software.setup(draft)
      ],
      url: address,
      isBasedOn: address === null ? null : { '@id': encodedUri(address) }
    };
    if (source === null) {
      this.#graph.add('#source', 'SoftwareSourceCode', properties);
      return;
    }
    this.#part(source, { ...properties, ...(isWorkflow ? { input } : {}) }, [
      'SoftwareSourceCode',
      ...(isWorkflow ? ['ComputationalWorkflow'] : [])
    ]);
  }

  #root(
    conformsTo: readonly Reference[],
    actions: readonly Reference[],
    isWorkflow: boolean,
    instrument: Reference
  ): Entity {
    const { job } = this.#run;
    const { package: from, writtenAt } = this.#facts;
    const name = this.#discretion.prose(job.name) || 'Job';
    const graph = new Graph();
    graph.add('./', 'Dataset', {
      name: `Results of ${name}`,
      description: `Results of the job "${name}", and how they were made.`,
      datePublished: timeOf(writtenAt),
      license: UNLICENSED,
      conformsTo,
      isBasedOn:
        from === null ? null : addPackage(this.#graph, from, this.#discretion),
      hasPart: this.#parts,
      mentions: [...actions, ...this.#inputs.collections],
      mainEntity: isWorkflow ? instrument : null
    });
    const [root] = graph.entities;
    return root ?? { '@id': './' };
  }

  #part(
    file: PresentFile,
    more: Properties = {},
    types: readonly string[] = []
  ): Reference {
    const reference = resultFile(this.#graph, file, more, types);
    this.#parts.push(reference);
    return reference;
  }
}
