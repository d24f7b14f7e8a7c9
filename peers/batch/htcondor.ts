import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Root } from './root.ts';

/** What `+JobFlavour` stands for at CERN: the longest time, in seconds. */
export const flavours = {
  espresso: 20 * 60,
  microcentury: 60 * 60,
  longlunch: 2 * 60 * 60,
  workday: 8 * 60 * 60,
  tomorrow: 24 * 60 * 60,
  testmatch: 3 * 24 * 60 * 60,
  nextweek: 7 * 24 * 60 * 60
} as const;

const credentials = '/var/lib/condor/oauth_credentials';
const credmon = '/usr/local/sbin/credmon';

/** Each flavour is asked for in turn; the first is what one gets unasked. */
function flavourExpression(): string {
  return Object.entries(flavours).reduceRight(
    (otherwise, [name, seconds]) =>
      `ifThenElse(JobFlavour =?= "${name}", ${seconds}, ${otherwise})`,
    String(flavours.espresso)
  );
}

function configuration(port: number, folder: string): string {
  return `
CONDOR_HOST = 127.0.0.1
COLLECTOR_HOST = 127.0.0.1:${port}
SHARED_PORT_PORT = ${port}
NETWORK_INTERFACE = 127.0.0.1
BIND_ALL_INTERFACES = False
ENABLE_IPV6 = False
NETWORK_HOSTNAME = batch
UID_DOMAIN = batch
FILESYSTEM_DOMAIN = batch

NUM_CPUS = 8
MEMORY = 8192
# A notebook takes more than the 128 MB that one gets unasked elsewhere.
JOB_DEFAULT_REQUESTMEMORY = 1024
MOUNT_UNDER_SCRATCH = /tmp,/var/tmp,${join(folder, 'staging')}

# A pool of thousands looks less often.
NEGOTIATOR_INTERVAL = 1
NEGOTIATOR_CYCLE_DELAY = 1
NEGOTIATOR_MIN_INTERVAL = 1
SCHEDD_INTERVAL = 1
SCHEDD_MIN_INTERVAL = 1
UPDATE_INTERVAL = 2
STARTER_UPDATE_INTERVAL = 2
STARTER_INITIAL_UPDATE_INTERVAL = 1
SHADOW_QUEUE_UPDATE_INTERVAL = 2
PERIODIC_EXPR_INTERVAL = 2
MAX_PERIODIC_EXPR_INTERVAL = 2
POLLING_INTERVAL = 2
# How much memory a job takes is known from the last snapshot, by default of
# the last minute.
PROCD_MAX_SNAPSHOT_INTERVAL = 2
# A starter that cannot return a file keeps its slot until then.
JOB_DEFAULT_LEASE_DURATION = 60

# CERN's: a job is removed when its flavour's time is over.
JOB_TRANSFORM_NAMES = Flavour
JOB_TRANSFORM_Flavour @=end
  REQUIREMENTS MaxRuntime is undefined
  EVALSET MaxRuntime ${flavourExpression()}
@end
SYSTEM_PERIODIC_REMOVE_NAMES = MaxRuntime
SYSTEM_PERIODIC_REMOVE_MaxRuntime = JobStatus == 2 && \\
  time() - EnteredCurrentStatus > MaxRuntime
SYSTEM_PERIODIC_REMOVE_MaxRuntime_REASON = \\
  strcat("Job removed: it ran longer than ", MaxRuntime, " seconds")

# There are no cgroups here to end what takes more than it asked for.
use POLICY : HOLD_IF_MEMORY_EXCEEDED
# It compares with the memory of the slot, which may be that of an earlier and
# larger job: the schedd keeps a slot for the next job of the same person.
MEMORY_EXCEEDED = (JobUniverse != 13 && MemoryUsage =!= UNDEFINED && \\
  MemoryUsage > RequestMemory)

# Credentials as at CERN; credmon.py is what renews them.
DAEMON_LIST = $(DAEMON_LIST) CREDD
CREDD_ARGS = -f
SEC_CREDENTIAL_DIRECTORY_OAUTH = ${credentials}
TRUST_CREDENTIAL_DIRECTORY = True
`;
}

/** A real HTCondor: one machine that is all of a pool. */
export class HTCondor {
  private readonly root: Root;

  constructor(root: Root) {
    this.root = root;
  }

  /** Resolves when the pool has a slot. */
  static async start(root: Root, port: number): Promise<HTCondor> {
    const pool = new HTCondor(root);
    await writeFile(
      root.outside('/etc/condor/config.d/99-sciencemesh'),
      configuration(port, root.place.folder)
    );
    const folder = root.outside(credentials);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'CREDMON_COMPLETE'), '');
    await root.must('root', ['chown', 'root:condor', credentials]);
    await root.must('root', ['chmod', '2770', credentials]);
    await copyFile(
      join(import.meta.dirname, 'credmon.py'),
      root.outside(credmon)
    );
    await root.background('root', 'credmon', ['python3', credmon, credentials]);
    await root.must('root', ['condor_master']);
    await root.until('alice', ['condor_status', '-af', 'Name'], ({ stdout }) =>
      stdout.includes('slot')
    );
    await pool.untilScheddAnswers();
    return pool;
  }

  /** Ends the schedd, as in an outage: `condor_q` fails from then on. */
  async stopSchedd(): Promise<void> {
    await this.root.must('root', [
      ...['condor_off', '-fast', '-daemon', 'schedd']
    ]);
    const gone = ({ code }: { code: number | null }) => code !== 0;
    await this.root.until('alice', ['condor_q', '-totals'], gone);
  }

  /** Resolves when it answers again. */
  async startSchedd(): Promise<void> {
    await this.root.must('root', ['condor_on', '-daemon', 'schedd']);
    await this.untilScheddAnswers();
  }

  private async untilScheddAnswers(): Promise<void> {
    await this.root.until('alice', ['condor_q', '-totals']);
  }
}
