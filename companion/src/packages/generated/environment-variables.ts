/**
 * Variables of the environment that a package asks for.
 */
import { pythonLiteral } from '../notebook/literals.ts';
import type { Package } from './context.ts';

/**
 * Variables that make programs load or run something else, or send what they
 * know to somebody else. A tool that is looked at before it is run must be what
 * it looks like. `*` stands for any letters, digits and underscores.
 */
const MEDDLING = [
  // Shells, and what they start.
  'PATH HOME USER LOGNAME SHELL SHELLOPTS IFS ENV CDPATH FPATH ZDOTDIR PS0 PS1 PS2 PS3 PS4',
  'BASH* PROMPT_COMMAND GLOBIGNORE EXECIGNORE INPUTRC HISTFILE TMOUT TMPDIR TEMP TMP',
  '*EDITOR *PAGER *BROWSER VISUAL LESS* MANOPT MANROFFOPT VIM* EXINIT EMACS* SUDO* COMSPEC PATHEXT SYSTEMROOT',
  // Loader, C library, and libraries with plug-ins.
  'LD_* DYLD_* _RLD* LIBPATH SHLIB_PATH *PRELOAD* GLIBC_* MALLOC_* GCONV_PATH LOCPATH NLSPATH',
  'RESOLV_* RES_OPTIONS HOSTALIASES LOCALDOMAIN GETCONF_DIR TZDIR NSS_* TERMINFO* TERMCAP',
  'OPENSSL* GNUTLS_* P11_KIT_* PKCS11_* SASL_* KRB5* GSS_* GNUPGHOME GPG_*',
  'OCL_ICD_* OPENCL_* VK_* LIBGL_* __GL_* __EGL_* MESA_* CUDA_INJECTION* NVIDIA_* ROCR_* HSA_*',
  'QT_* QML* GTK_* GDK_* GIO_* GST_* GI_* FONTCONFIG_* MAGICK_* DBUS_* XDG_* DISPLAY WAYLAND_* XAUTHORITY',
  'HDF5_* GDAL_* OGR_* PROJ_* CPL_* ROOT* CLING_* OMPI_* PMIX_* PRTE_* UCX_* I_MPI_* MPICH_* HYDRA_* SLURM_* SBATCH_* SRUN_*',
  'OMP_TOOL* KMP_* BLAS_* MKL_* TF_* XLA_* TORCH* TRITON_* NUMBA_* RAY_* DASK_* SPARK_* HADOOP_*',
  // Languages.
  'PYTHON* IPYTHON* JUPYTER* JPY_* PIP_* PIPX_* UV_* POETRY_* PDM_* HATCH_* VIRTUAL_ENV* CONDA* MAMBA* MPLBACKEND MPLCONFIGDIR MATPLOTLIBRC',
  'PERL* RUBY* GEM_* BUNDLE_* NODE_* NPM_* YARN_* PNPM_* DENO_* BUN_* ELECTRON_* LUA* TCL* PHP*',
  'R_* RSTUDIO_* RENV_* QUARTO_* PANDOC_* JULIA* OCTAVE_* MATLAB* MCR_* GUILE_* ERL_* ELIXIR_* OCAML* CAML* GHC* STACK_*',
  'JAVA* _JAVA_* JDK_* JRE_* JVM_* CLASSPATH MAVEN_* GRADLE_* ANT_* SBT_* DOTNET_* CORECLR_* COMPLUS_* MONO_* RUST* CARGO_* GOROOT GOENV GOBIN GOPROXY GOTOOLCHAIN GODEBUG CGO_*',
  'CC CXX CPP FC F77 AR AS LD NM CFLAGS CXXFLAGS CPPFLAGS LDFLAGS LIBRARY_PATH CPATH *INCLUDE_PATH CMAKE_* MAKE MAKEFILES MAKELEVEL PKG_CONFIG* GCC_* COMPILER_PATH CCACHE_* DISTCC_*',
  // Programs that run others, and that fetch and send.
  'NXF_* SNAKEMAKE* CWL* TOIL_* GALAXY_* DOCKER_* BUILDKIT_* CONTAINER* PODMAN_* APPTAINER* SINGULARITY* UDOCKER_* KUBE* HELM_* NIX_* GUIX_* LMOD_* MODULE*',
  'GIT_* SSH_* *_SSH *_RSH HG* SVN_* CVS* RSYNC_* CURL_* WGET* NETRC FTP_* ALL_PROXY *_PROXY NO_PROXY SSL_* SSLKEYLOGFILE *_CA_BUNDLE *_CA_FILE *_CERT* *CACERT*',
  'AWS_* BOTO* AZURE_* GOOGLE_* GCLOUD_* CLOUDSDK_* S3_* OS_* RCLONE_* X509_* XRD_* GFAL_* BEARER_TOKEN* VAULT_* HF_* HUGGINGFACE_* WANDB_* MLFLOW_* SCIENCEMESH_*',
  // Whatever else is named as such a thing is.
  '*_OPTS *_OPTIONS *FLAGS *_PLUGIN* *_STARTUP *_STARTUP_* *_INIT *_HOOK* *_WRAPPER *_COMMAND *_INTERPRETER *_EXECUTABLE *_HOME *PATH *RC *_DEBUGGER'
];

/** Where a package keeps its own things is not where programs are looked for. */
const HARMLESS =
  /^(?:DATA|DATASET|INPUTS?|OUTPUTS?|RESULTS?|FILES?|MODEL|TABLE|IMAGE|REPORT)_PATH$/i;

const meddling = new RegExp(
  `^(?:${MEDDLING.join(' ').replaceAll('*', '\\w*').split(' ').join('|')})$`,
  'i'
);

/** Longest value that a variable can sensibly have. */
const LONGEST = 10_000;
/** How many of those that are not set are named. */
const NAMED = 20;

/** The variables as Python source, with a word on those that are not set. */
export function environmentSource(content: Package): string {
  return [
    ...withheldComment(content),
    `environment = ${pythonLiteral(environmentOf(content))}`
  ].join('\n');
}

/** A line that names the variables which the package wants and does not get. */
export function withheldComment(content: Package): string[] {
  const set = environmentOf(content);
  const others = Object.keys(content.hints.environment).filter(
    name => !Object.hasOwn(set, name) && /^\w{1,64}$/.test(name)
  );
  return others.length === 0
    ? []
    : [
        `# Not set, as other programs heed them, too: ${others.slice(0, NAMED).join(', ')}`
      ];
}

/** Whether a package may set a variable of this name for its tool. */
export function mayBeSet(name: string): boolean {
  return (
    /^[A-Za-z_]\w*$/.test(name) && (HARMLESS.test(name) || !meddling.test(name))
  );
}

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
      mayBeSet(name) && value.length <= LONGEST && !value.includes('\0')
  );
  const [only] = files;
  return {
    ...(files.length === 1 && typeof only?.url === 'string'
      ? { DATASET_URL: only.url }
      : {}),
    ...Object.fromEntries(wanted)
  };
}
