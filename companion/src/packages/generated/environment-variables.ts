/**
 * Variables of the environment that a package asks for.
 */
import type { Package } from './context.ts';

/**
 * Variables that make programs load or run something else. A tool that is
 * looked at before it is run must be what it looks like.
 */
const meddling =
  /^(?:PATH|HOME|SHELL|IFS|ENV|PS\d|EDITOR|PAGER|BROWSER|CLASSPATH|LD_\w*|DYLD_\w*|BASH\w*|PROMPT_COMMAND|PYTHON\w*|PERL\w*|RUBY\w*|NODE_\w*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|R_\w*|JULIA_\w*|GIT_\w*|SSH_\w*|JUPYTER\w*|IPYTHON\w*|CONDA\w*|PIP_\w*|NXF_\w*|SNAKEMAKE\w*|\w*_PROXY|\w*PRELOAD\w*|SSL_\w*|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|MPLBACKEND|MALLOC_\w*|OPENSSL_\w*|GCONV_PATH|GLIBC_TUNABLES|LOCPATH|TERMINFO\w*|LESS\w*|XDG_\w*|DOCKER_\w*|APPTAINER\w*|SINGULARITY\w*)$/i;

/** Longest value that a variable can sensibly have. */
const LONGEST = 10_000;

/**
 * What the package sets for its tool, without what would change other programs;
 * with `DATASET_URL` where there is one dataset, as launchers set it (DataLens,
 * EOSC-Data-Commons/Dispatcher pull request 152).
 */
export function environmentOf({
  hints,
  files
}: Package): Record<string, string> {
  const wanted = Object.entries(hints.environment).filter(
    ([name, value]) =>
      /^[A-Za-z_]\w*$/.test(name) &&
      !meddling.test(name) &&
      value.length <= LONGEST &&
      !value.includes('\0')
  );
  const [only] = files;
  return {
    ...(files.length === 1 && typeof only?.url === 'string'
      ? { DATASET_URL: only.url }
      : {}),
    ...Object.fromEntries(wanted)
  };
}
