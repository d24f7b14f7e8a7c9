/**
 * Paths that lead somewhere on one machine only.
 */

/** Folders in which people and sites keep data; `/usr` is everywhere. */
const ROOTS =
  '(?:home|Users|root|afs|eos|gpfs|lustre|nfs|beegfs|scratch|work|project|projects|data|mnt|media|net|storage|Volumes|tmp|var/tmp)';

/** In quotes, as code has them; an address has more in front of the slash. */
const IN_CODE = new RegExp(
  String.raw`(?<=["'\x60]|file://)(?:/${ROOTS}/[^"'\x60\n]+|~[\w-]*/[^"'\x60\n]+|[A-Za-z]:(?:\\{1,2}|/)[^"'\x60\n]+)`,
  'g'
);

/** Where outputs tell whose machine it was. */
const PERSONAL =
  /(?<![\w/.:~-])(?:\/home\/[\w.-]+|\/Users\/(?!Shared\/)[\w.-]+|\/root|\/eos\/(?:home-\w\/|user\/\w\/|experiment\/)?[\w.-]+|\/afs\/[\w.-]+\/user\/\w\/[\w.-]+|[A-Za-z]:\\{1,2}Users\\{1,2}[\w.-]+)[/\\][^\s"'<>:,;()\\]*/g;

/** Home folders that images of containers have for everybody. */
const SAME_EVERYWHERE = /^\/home\/(?:jovyan|runner|vscode)\//;

/** Paths in the source of a cell that exist on one machine only. */
export function pathsInCode(source: string): string[] {
  return found(source, IN_CODE);
}

/** Paths in an output that tell the account of a person. */
export function pathsInOutput(text: string): string[] {
  return found(text, PERSONAL).filter(path => !SAME_EVERYWHERE.test(path));
}

function found(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([path]) => path))];
}
