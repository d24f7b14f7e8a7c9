/**
 * Files in which a package says what it needs, as repo2docker knows them
 * (repo2docker documentation, "Configuration files"). They are shown and never
 * acted on: installing runs code.
 */
import { basename } from 'node:path/posix';
import type { Finding } from 'sciencemesh-contract';

interface Meaning {
  /** What a person should know. */
  message: string;
  /** The command for that file, null when there is none for a running lab. */
  offer: string | null;
}

/** One finding for each file that says something. */
export function environmentFindings(paths: readonly string[]): Finding[] {
  return paths.slice(0, 10).flatMap(path => {
    const meaning = meaningOf(path);
    return meaning === null ? [] : [{ code: 'environment', ...meaning }];
  });
}

function meaningOf(path: string): Meaning | null {
  // A command is only offered for a path that needs no quoting.
  const plain = /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(path);
  const command = (text: string) => (plain ? text : null);
  switch (basename(path)) {
    case 'requirements.txt':
      return {
        message: `${path} lists the Python packages that it needs.`,
        offer: command(`%pip install -r ${path}`)
      };
    case 'environment.yml':
    case 'environment.yaml':
      return {
        message: `${path} describes a conda environment.`,
        offer: command(`conda env create -f ${path}`)
      };
    case 'Pipfile':
    case 'Pipfile.lock':
    case 'pyproject.toml':
    case 'setup.py':
      return {
        message: `${path} describes the Python packages that it needs.`,
        offer: null
      };
    case 'install.R':
      return {
        message: `${path} installs the R packages that it needs.`,
        offer: command(`Rscript ${path}`)
      };
    case 'DESCRIPTION':
      return {
        message: `${path} lists R packages that it needs.`,
        offer: null
      };
    case 'Project.toml':
    case 'JuliaProject.toml':
    case 'REQUIRE':
      return {
        message: `${path} lists the Julia packages that it needs.`,
        offer: null
      };
    case 'runtime.txt':
      return {
        message: `${path} names the version of the language that it was made for.`,
        offer: null
      };
    case 'Dockerfile':
    case 'apt.txt':
    case 'default.nix':
    case 'postBuild':
    case 'start':
      return {
        message: `${path} prepares a container; here it is shown and not used.`,
        offer: null
      };
    default:
      return null;
  }
}
