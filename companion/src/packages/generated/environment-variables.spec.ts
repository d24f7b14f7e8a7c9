import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { trials } from '../testing/trials.ts';
import { environmentOf, mayBeSet } from './environment-variables.ts';
import { samplePackage } from '../testing/sample-package.ts';

/** By what they do when a program is started with them. */
const MEDDLING = {
  'loads code': `LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES GCONV_PATH
    OPENSSL_CONF OPENSSL_MODULES GTK_MODULES QT_PLUGIN_PATH GIO_EXTRA_MODULES OCL_ICD_VENDORS
    VK_ICD_FILENAMES CUDA_INJECTION64_PATH OMP_TOOL_LIBRARIES HDF5_PLUGIN_PATH GDAL_DRIVER_PATH
    GDAL_VRT_ENABLE_PYTHON XLA_FLAGS TF_PLUGGABLE_DEVICE_LIBRARY_PATH`,
  'runs code at the start of an interpreter': `PYTHONSTARTUP PYTHONPATH PYTHONHOME PYTHONINSPECT
    PYTHONBREAKPOINT PYTHONWARNINGS PYTHONUSERBASE IPYTHONDIR PERL5OPT PERL5LIB PERL5DB RUBYOPT
    RUBYLIB NODE_OPTIONS NODE_PATH LUA_INIT LUA_PATH_5_4 JAVA_TOOL_OPTIONS _JAVA_OPTIONS
    JDK_JAVA_OPTIONS CLASSPATH R_PROFILE R_PROFILE_USER R_ENVIRON R_HOME R_LIBS R_LIBS_USER
    JULIA_LOAD_PATH JULIA_DEPOT_PATH JULIA_PROJECT DOTNET_STARTUP_HOOKS CORECLR_PROFILER PHPRC
    PHP_INI_SCAN_DIR GUILE_LOAD_PATH ERL_AFLAGS OCTAVE_SITE_INITFILE MATLABPATH`,
  'runs code at the start of a shell': `BASH_ENV ENV BASH_FUNC_ls ZDOTDIR PROMPT_COMMAND PS1 PS4
    SHELLOPTS BASHOPTS INPUTRC`,
  'runs another program': `PATH IFS SHELL EDITOR VISUAL PAGER MANPAGER GIT_PAGER LESSOPEN BROWSER
    GIT_SSH_COMMAND GIT_EXEC_PATH GIT_CONFIG_COUNT GIT_EXTERNAL_DIFF GIT_TEMPLATE_DIR SSH_ASKPASS
    RSYNC_RSH CVS_RSH SVN_SSH HGRCPATH CC CXX CFLAGS LDFLAGS MAKEFLAGS RUSTC_WRAPPER CARGO_HOME
    GOFLAGS CMAKE_PREFIX_PATH CCACHE_PREFIX AWS_CONFIG_FILE KUBECONFIG MAVEN_OPTS GRADLE_OPTS
    NXF_OPTS NXF_HOME SNAKEMAKE_PROFILE APPTAINER_BIND SINGULARITY_TMPDIR DOCKER_HOST
    CONTAINER_HOST COMSPEC`,
  'reads settings from elsewhere': `HOME XDG_CONFIG_HOME JUPYTER_PATH JUPYTER_CONFIG_DIR
    JUPYTERHUB_API_TOKEN CONDA_PREFIX PIP_INDEX_URL PIP_CONFIG_FILE UV_INDEX_URL npm_config_registry
    CONDARC WGETRC CURL_HOME NETRC MPLBACKEND MATPLOTLIBRC DASK_CONFIG SPARK_HOME TMPDIR TEMP`,
  'sends or trusts otherwise': `http_proxy HTTPS_PROXY all_proxy NO_PROXY FTP_PROXY SSL_CERT_FILE
    SSL_CERT_DIR SSLKEYLOGFILE REQUESTS_CA_BUNDLE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS
    GIT_SSL_NO_VERIFY AWS_CA_BUNDLE AWS_ENDPOINT_URL S3_ENDPOINT_URL HF_ENDPOINT X509_USER_PROXY
    X509_CERT_DIR KRB5_CONFIG KRB5CCNAME RES_OPTIONS HOSTALIASES SSH_AUTH_SOCK GNUPGHOME
    SCIENCEMESH_PYTHON SCIENCEMESH_KERNEL_DIRS`
};

const WANTED =
  'MODE DATASET_URL DATA_PATH INPUT_PATH OUTPUT_PATH DATASET THRESHOLD API_URL COLLECTION_ID OMP_NUM_THREADS TZ LANG _x region MANIFEST GOAL MAKE_PLOTS';

const names = (list: string) => list.trim().split(/\s+/);

describe('variables that a package asks for', () => {
  for (const [what, list] of Object.entries(MEDDLING)) {
    it(`are not set where the name ${what}`, () => {
      const set = names(list).filter(
        name =>
          mayBeSet(name) ||
          mayBeSet(name.toLowerCase()) ||
          mayBeSet(name.toUpperCase())
      );
      assert.deepEqual(set, []);
    });
  }

  it('are set where only the tool reads them', () => {
    const refused = names(WANTED).filter(name => !mayBeSet(name));
    assert.deepEqual(refused, []);
  });

  it('have names that every system takes for one', () => {
    for (const name of ['', '1A', 'A=B', 'A B', 'A\nB', 'A-B', 'Ä', 'A\0']) {
      assert.equal(mayBeSet(name), false, JSON.stringify(name));
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        assert.ok(!mayBeSet(name) || /^\w+$/.test(name));
      }),
      trials
    );
  });

  it('have values that a system takes', () => {
    const content = samplePackage({
      others: [
        {
          '@id': '#tool-metadata',
          '@type': 'Thing',
          rawDefinition: {
            env: { A: 'x', B: 'x\0y', C: 'x'.repeat(10_001), BASH_ENV: 'x' }
          }
        }
      ]
    });
    assert.deepEqual(environmentOf(content), { A: 'x' });
  });
});
