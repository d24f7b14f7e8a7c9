/**
 * The language of what ran, as an entity (Workflow RO-Crate 1.0,
 * "programmingLanguage").
 */
import { extname } from 'node:path';
import type { JobSource } from 'sciencemesh-contract';
import type { Graph, Reference } from './graph.ts';

const WORKFLOWHUB = 'https://w3id.org/workflowhub/workflow-ro-crate#';

interface Language {
  id: string;
  name: string;
  url: string;
}

const NOTEBOOK: Language = {
  id: 'https://jupyter.org/',
  name: 'Jupyter Notebook',
  url: 'https://jupyter.org/'
};

const ENGINES: Readonly<Record<'cwl' | 'snakemake' | 'nextflow', Language>> = {
  cwl: {
    id: `${WORKFLOWHUB}cwl`,
    name: 'Common Workflow Language',
    url: 'https://www.commonwl.org/'
  },
  snakemake: {
    id: `${WORKFLOWHUB}snakemake`,
    name: 'Snakemake',
    url: 'https://snakemake.readthedocs.io/'
  },
  nextflow: {
    id: `${WORKFLOWHUB}nextflow`,
    name: 'Nextflow',
    url: 'https://www.nextflow.io/'
  }
};

const PYTHON: Language = {
  id: 'https://www.python.org/',
  name: 'Python',
  url: 'https://www.python.org/'
};
const SHELL: Language = {
  id: 'https://www.gnu.org/software/bash/',
  name: 'Bash',
  url: 'https://www.gnu.org/software/bash/'
};

const SCRIPTS: Readonly<Record<string, Language>> = {
  '.py': PYTHON,
  '.sh': SHELL,
  '.bash': SHELL,
  '.r': {
    id: 'https://www.r-project.org/',
    name: 'R',
    url: 'https://www.r-project.org/'
  },
  '.jl': {
    id: 'https://julialang.org/',
    name: 'Julia',
    url: 'https://julialang.org/'
  }
};

/** Null for a program that does not show its language. */
export function languageOf(graph: Graph, source: JobSource): Reference | null {
  const language = chosen(source);
  return language === null
    ? null
    : graph.add(language.id, 'ComputerLanguage', {
        name: language.name,
        url: language.url
      });
}

function chosen(source: JobSource): Language | null {
  switch (source.kind) {
    case 'notebook':
      return NOTEBOOK;
    case 'workflow':
      return ENGINES[source.engine];
    case 'script':
      return SCRIPTS[extname(source.path).toLowerCase()] ?? null;
  }
}
