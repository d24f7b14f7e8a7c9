/**
 * Slurm's commands and files behind SSH, by OpenSSH's own programs: they know
 * the person's keys, agent, Kerberos ticket, jump hosts and known hosts. The
 * remote login shell gets quoted words; files go by SFTP, never by a shell.
 */
import { mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import type { SlurmSiteConfig } from 'sciencemesh-contract';
import { BatchError } from '../batch-system.ts';
import { runCommand, type CommandResult } from '../commands.ts';
import { nobodysSignal, sharedAnswer } from '../shared-answer.ts';
import { shellLine, shellWord } from '../shell-words.ts';
import type { JobFolder } from '../visible-folders.ts';
import type { Host, HostCommand } from './host.ts';
import { sftpName, sshFailure } from './ssh-answers.ts';

/** Status of ssh itself; programs there may end with it too, but rarely do. */
const SSH_FAILED = 255;
const CONNECT_SECONDS = 10;
/** Files may be large; without a byte for a minute, ssh gives up by itself. */
const TRANSFER_SECONDS = 6 * 60 * 60;

export class SshHost implements Host {
  private readonly config: SlurmSiteConfig;
  private readonly options: readonly string[];
  private home: Promise<string> | null = null;
  private control: Promise<string> | null = null;

  /** @param config of a site with `ssh` */
  constructor(config: SlurmSiteConfig) {
    this.config = config;
    this.options = sshOptions(config);
  }

  async run(
    argv: readonly [string, ...string[]],
    options: HostCommand
  ): Promise<CommandResult> {
    const [name, ...rest] = argv;
    const program =
      this.config.programs === undefined || name.includes('/')
        ? name
        : posix.join(this.config.programs, name);
    const line = `TZ=UTC LC_ALL=C.UTF-8 ${shellLine([program, ...rest])}`;
    const result = await this.ssh(['ssh', ...(await this.words()), line], {
      ...options
    });
    if (result.code === 127) {
      throw new BatchError(
        'broken',
        `The program ${name} is not on the PATH of ${this.name}. Name its folder in "programs" of the site's settings.`,
        { cause: result.stderr }
      );
    }
    return result;
  }

  async pathOf(job: JobFolder, signal: AbortSignal): Promise<string> {
    return posix.join(
      this.config.workFolder ??
        posix.join(await this.homeFolder(signal), '.sciencemesh/jobs'),
      job.tag
    );
  }

  async send(
    job: JobFolder,
    files: readonly string[],
    signal: AbortSignal
  ): Promise<void> {
    const path = await this.pathOf(job, signal);
    await this.must(['mkdir', '-p', '-m', '700', '--', path], signal);
    // Under a name of their own until they are whole; `reput` goes on where an
    // earlier attempt was cut off.
    const there = (file: string) => sftpName(posix.join(path, file));
    const sizes = await this.sizes(path, signal);
    const lines = await Promise.all(
      files.map(async file => {
        const { size } = await stat(join(job.folder, file));
        const verb =
          (sizes.get(`${file}.part`) ?? size) < size ? 'reput' : 'put';
        return sizes.get(file) === size
          ? []
          : [
              `${verb} ${sftpName(join(job.folder, file))} ${there(`${file}.part`)}`,
              `-rm ${there(file)}`,
              `rename ${there(`${file}.part`)} ${there(file)}`
            ];
      })
    );
    await this.sftp(lines.flat(), signal);
    const arrived = await this.sizes(path, signal);
    for (const file of files) {
      const { size } = await stat(join(job.folder, file));
      if (arrived.get(file) !== size) {
        throw new BatchError(
          'no-space',
          `${file} did not arrive whole at ${this.name}: ${arrived.get(file) ?? 'no'} of ${size} bytes. Perhaps its disk is full, or your quota there.`
        );
      }
    }
  }

  async fetch(
    job: JobFolder,
    files: readonly string[],
    signal: AbortSignal
  ): Promise<void> {
    const path = await this.pathOf(job, signal);
    const sizes = await this.sizes(path, signal);
    const wanted = files.filter(file => sizes.has(file));
    await this.sftp(
      wanted.map(
        file =>
          `get ${sftpName(posix.join(path, file))} ${sftpName(`${join(job.folder, basename(file))}.part`)}`
      ),
      signal
    );
    for (const file of wanted) {
      const to = join(job.folder, basename(file));
      const { size } = await stat(`${to}.part`);
      if (size < (sizes.get(file) ?? 0)) {
        throw new BatchError(
          'unreachable',
          `${basename(file)} did not come whole from ${this.name}. It is tried again.`
        );
      }
      await rename(`${to}.part`, to);
    }
  }

  async read(
    job: JobFolder,
    file: string,
    from: number,
    maximum: number,
    signal: AbortSignal
  ) {
    const path = shellWord(posix.join(await this.pathOf(job, signal), file));
    // One round trip: the size in the first line, then the bytes.
    const script = `test -f ${path} && stat -c %s -- ${path} && tail -c +${from + 1} -- ${path} | head -c ${maximum}`;
    const result = await this.ssh(['ssh', ...(await this.words()), script], {
      signal,
      seconds: 10
    });
    const end = result.bytes.indexOf(10);
    if (end < 0) {
      return null;
    }
    return {
      size: Number(result.bytes.subarray(0, end).toString('latin1')),
      bytes: result.bytes.subarray(end + 1)
    };
  }

  async remove(job: JobFolder, signal: AbortSignal): Promise<void> {
    const path = await this.pathOf(job, signal);
    await this.must(['rm', '-rf', '--one-file-system', '--', path], signal);
  }

  /** Ends the connection that all questions share. */
  async close(): Promise<void> {
    const folder = await this.control?.catch(() => null);
    if (folder) {
      await runCommand(['ssh', '-O', 'exit', ...(await this.words())], {
        signal: new AbortController().signal,
        seconds: 5
      }).catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    }
  }

  private get name(): string {
    return this.config.ssh?.host ?? '';
  }

  /**
   * Sizes of the files in a folder there and in the folders of its tasks.
   */
  private async sizes(
    path: string,
    signal: AbortSignal
  ): Promise<ReadonlyMap<string, number>> {
    const listing = await this.must(
      ['find', path, '-maxdepth', '2', '-type', 'f', '-printf', '%s %P\\n'],
      signal
    );
    return new Map(
      listing.split('\n').flatMap(line => {
        const match = /^(\d+) (.+)$/u.exec(line);
        return match?.[2] === undefined ? [] : [[match[2], Number(match[1])]];
      })
    );
  }

  private homeFolder(signal: AbortSignal): Promise<string> {
    this.home ??= this.must(['printenv', 'HOME'], nobodysSignal())
      .then(text => text.trim())
      .catch((error: unknown) => {
        this.home = null;
        throw error;
      });
    return sharedAnswer(this.home, signal);
  }

  private async must(
    argv: readonly [string, ...string[]],
    signal: AbortSignal
  ): Promise<string> {
    const result = await this.run(argv, { signal, seconds: 60 });
    if (result.code !== 0) {
      throw new BatchError(
        /No space|quota/iu.test(result.stderr) ? 'no-space' : 'broken',
        `${this.name} refused: ${result.stderr.trim().split('\n').at(-1) ?? argv[0]}`,
        { cause: result.stderr }
      );
    }
    return result.stdout;
  }

  private async sftp(
    lines: readonly string[],
    signal: AbortSignal
  ): Promise<void> {
    if (lines.length === 0) {
      return;
    }
    const [destination = '', ...before] = (await this.words()).toReversed();
    const result = await this.ssh(
      ['sftp', '-q', '-b', '-', ...before.toReversed(), destination],
      { signal, seconds: TRANSFER_SECONDS, input: `${lines.join('\n')}\n` }
    );
    if (result.code !== 0) {
      throw new BatchError(
        /No space|quota|Failure/iu.test(result.stderr) ? 'no-space' : 'broken',
        `Files could not be exchanged with ${this.name}: ${result.stderr.trim().split('\n').at(-1) ?? ''}. Perhaps its disk is full, or your quota there.`,
        { cause: result.stderr }
      );
    }
  }

  private async ssh(
    argv: readonly [string, ...string[]],
    options: HostCommand
  ): Promise<CommandResult> {
    const result = await runCommand(argv, options);
    const failure =
      result.code === SSH_FAILED
        ? sshFailure(result.stderr, this.config, options.changes ?? false)
        : null;
    if (failure !== null) {
      throw failure;
    }
    return result;
  }

  /** Options and destination. One connection serves all questions. */
  private async words(): Promise<string[]> {
    this.control ??= mkdtemp(join(tmpdir(), 'sciencemesh-ssh-'));
    const { ssh } = this.config;
    const folder = await this.control;
    return [
      ...this.options,
      '-o',
      `ControlPath=${join(folder, '%C')}`,
      ssh?.user === undefined ? this.name : `${ssh.user}@${this.name}`
    ];
  }
}

function sshOptions({ ssh }: SlurmSiteConfig): string[] {
  const settings = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    ConnectTimeout: String(CONNECT_SECONDS),
    ServerAliveInterval: '15',
    ServerAliveCountMax: '4',
    ControlMaster: 'auto',
    ControlPersist: '120',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    PermitLocalCommand: 'no',
    ...(ssh?.port === undefined ? {} : { Port: String(ssh.port) }),
    ...(ssh?.identity === undefined
      ? {}
      : { IdentityFile: `"${ssh.identity}"`, IdentitiesOnly: 'yes' }),
    ...(ssh?.knownHosts === undefined
      ? {}
      : { UserKnownHostsFile: `"${ssh.knownHosts}"` })
  };
  return Object.entries(settings).flatMap(([name, value]) => [
    '-o',
    `${name}=${value}`
  ]);
}
