import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Person } from './people.ts';
import type { Release, Root } from './root.ts';

/** Where the daemons listen. */
export interface SlurmPorts {
  slurmctld: number;
  slurmd: number;
  slurmdbd: number;
  slurmrestd: number;
}

const state = '/var/lib/slurm-state';
const run = '/run/slurm';
const key = '/etc/slurm/jwt.key';
const database = '/var/lib/slurm-database';
const socket = '/run/mysqld/mysqld.sock';

/** What differs between the versions of Slurm. */
const versions: Record<Release, { api: string; cgroup: string }> = {
  // There are no cgroups; 22.05 cannot be told so, but asks nothing of version 1.
  bookworm: { api: 'v0.0.38', cgroup: 'CgroupPlugin=cgroup/v1\n' },
  trixie: { api: 'v0.0.42', cgroup: 'CgroupPlugin=disabled\n' },
  forky: { api: 'v0.0.45', cgroup: 'CgroupPlugin=disabled\n' }
};

function slurmConfiguration(ports: SlurmPorts): string {
  return `
ClusterName=test
SlurmctldHost=batch(127.0.0.1)
SlurmctldPort=${ports.slurmctld}
SlurmdPort=${ports.slurmd}
SlurmUser=slurm
StateSaveLocation=${state}/controller
SlurmdSpoolDir=${state}/node
SlurmctldPidFile=${run}/slurmctld.pid
SlurmdPidFile=${run}/slurmd.pid
SlurmctldLogFile=${state}/slurmctld.log
SlurmdLogFile=${state}/slurmd.log
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=${key}
AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=${ports.slurmdbd}
AccountingStoreFlags=job_comment
AccountingStorageEnforce=associations,limits,qos
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
# There are no cgroups here to end what takes more than it asked for.
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
KillWait=2
ReturnToService=2
MaxArraySize=10001
MaxJobCount=30000
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SlurmdParameters=config_overrides
DefMemPerCPU=1024
NodeName=batch NodeAddr=127.0.0.1 CPUs=8 RealMemory=8192 State=UNKNOWN
PartitionName=short Nodes=batch Default=YES DefaultTime=00:05:00 MaxTime=01:00:00 State=UP
PartitionName=long Nodes=batch MaxTime=1-00:00:00 State=UP
`;
}

function accountingConfiguration(ports: SlurmPorts): string {
  return `
AuthType=auth/munge
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=${key}
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=${ports.slurmdbd}
SlurmUser=slurm
StorageType=accounting_storage/mysql
StorageHost=localhost
StorageUser=slurm
StoragePass=slurm
StorageLoc=slurm_acct_db
LogFile=${state}/slurmdbd.log
PidFile=${run}/slurmdbd.pid
`;
}

/** Everyone may use `physics`; `astro` is alice's alone, and has no money. */
const associations = [
  ['add', 'qos', 'express', 'Priority=100', 'MaxWall=00:02:00'],
  ['add', 'account', 'physics', 'Description=Physics', 'Organization=test'],
  ['add', 'account', 'astro', 'Description=Astronomy', 'Organization=test'],
  ['add', 'user', 'alice,bob', 'Account=physics', 'QOS=normal,express'],
  ['add', 'user', 'alice', 'Account=astro', 'GrpTRESMins=cpu=0']
];

/** A real Slurm of one node, with its accounting and its REST interface. */
export class Slurm {
  /** Address of slurmrestd, without a slash at the end. */
  readonly url: string;
  /** The newest API that it serves, such as `v0.0.42`. */
  readonly api: string;
  private readonly root: Root;

  constructor(root: Root, ports: SlurmPorts) {
    this.root = root;
    this.api = versions[root.place.release].api;
    this.url = `http://127.0.0.1:${ports.slurmrestd}`;
  }

  /** Resolves when the node takes jobs and the accounts are there. */
  static async start(root: Root, ports: SlurmPorts): Promise<Slurm> {
    const slurm = new Slurm(root, ports);
    await slurm.configure(ports);
    await root.must('munge', ['munged']);
    await slurm.startAccounting();
    await slurm.startController();
    await root.must('root', ['slurmd']);
    // An unprivileged one takes tokens of all users only when told so.
    const listen = `127.0.0.1:${ports.slurmrestd}`;
    await root.background(
      'nobody',
      'slurmrestd',
      ['slurmrestd', '-a', 'rest_auth/jwt', listen],
      { SLURM_JWT: 'daemon' }
    );
    await root.until(
      'alice',
      ['sinfo', '--noheader', '--format=%T'],
      ({ stdout }) => stdout.includes('idle')
    );
    await root.until('nobody', ['curl', '--silent', slurm.url]);
    return slurm;
  }

  /** Ends slurmctld, as in an outage: commands wait for 9 s, then fail. */
  async stopController(): Promise<void> {
    await this.end('slurmctld');
  }

  /** Resolves when it answers again. */
  async startController(): Promise<void> {
    await this.root.must('slurm', ['slurmctld']);
    await this.root.until('alice', ['scontrol', 'ping'], ({ stdout }) =>
      stdout.includes('is UP')
    );
  }

  /** Ends slurmdbd: `sacct` fails, jobs go on. */
  async stopAccounting(): Promise<void> {
    await this.end('slurmdbd');
  }

  /** Resolves when it answers again. */
  async resumeAccounting(): Promise<void> {
    await this.root.must('slurm', ['slurmdbd']);
    await this.root.until('root', ['sacctmgr', '-n', 'list', 'cluster']);
  }

  /** What slurmrestd takes in `X-SLURM-USER-TOKEN`. */
  async token(user: Person, seconds = 600): Promise<string> {
    const said = await this.root.must('root', [
      ...['scontrol', 'token', `username=${user}`, `lifespan=${seconds}`]
    ]);
    return said.trim().replace(/^SLURM_JWT=/, '');
  }

  private async configure(ports: SlurmPorts): Promise<void> {
    const { root } = this;
    const write = (path: string, data: string | Buffer) =>
      writeFile(root.outside(path), data);
    await root.must('root', [
      ...['install', '--directory', '--owner=slurm', '--group=slurm'],
      ...[state, `${state}/controller`, `${state}/node`, run]
    ]);
    await root.must('root', [
      ...['install', '--directory', '--owner=munge', '--group=munge'],
      ...['/run/munge', '/etc/munge', '/var/log/munge', '/var/lib/munge']
    ]);
    await write('/etc/slurm/slurm.conf', slurmConfiguration(ports));
    await write('/etc/slurm/slurmdbd.conf', accountingConfiguration(ports));
    await write('/etc/slurm/cgroup.conf', versions[root.place.release].cgroup);
    await write(key, randomBytes(32));
    await write('/etc/munge/munge.key', randomBytes(128));
    const secret = async (owner: string, ...paths: string[]) => {
      await root.must('root', ['chown', owner, ...paths]);
      await root.must('root', ['chmod', '600', ...paths]);
    };
    await secret('slurm:', key, '/etc/slurm/slurmdbd.conf');
    await secret('munge:', '/etc/munge/munge.key');
  }

  private async startAccounting(): Promise<void> {
    const { root } = this;
    const account = 'slurm@localhost';
    await root.must('root', [
      'mariadb-install-db',
      ...['--no-defaults', '--user=slurm', `--datadir=${database}`],
      ...['--auth-root-authentication-method=socket', '--skip-test-db']
    ]);
    await root.must('root', ['install', '-d', '-o', 'slurm', '/run/mysqld']);
    await root.background('root', 'mariadb', [
      'mariadbd',
      ...['--no-defaults', '--user=slurm', `--datadir=${database}`],
      ...[`--socket=${socket}`, '--skip-networking'],
      // What is lost with the machine's memory need not reach a disk.
      ...['--innodb-log-file-size=16M', '--innodb-flush-log-at-trx-commit=0']
    ]);
    const statements = [
      'create database if not exists slurm_acct_db',
      `create or replace user ${account} identified by 'slurm'`,
      `grant all on slurm_acct_db.* to ${account}`
    ];
    await root.until('root', [
      ...['mariadb', '--no-defaults', `--socket=${socket}`],
      ...['--execute', statements.join(';')]
    ]);
    await this.resumeAccounting();
    await root.must('root', ['sacctmgr', '-i', 'add', 'cluster', 'test']);
    for (const words of associations) {
      await root.must('root', ['sacctmgr', '-i', ...words]);
    }
  }

  private async end(daemon: 'slurmctld' | 'slurmdbd'): Promise<void> {
    const file = `${run}/${daemon}.pid`;
    const pid = (await readFile(this.root.outside(file), 'utf8')).trim();
    await this.root.must('root', ['kill', '-TERM', pid]);
    await this.root.until('root', ['test', '!', '-e', join('/proc', pid)]);
    await rm(this.root.outside(file), { force: true });
  }
}
