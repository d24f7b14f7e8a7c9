import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

/** Ends the server with its own input, which ends however we end. */
const guardian = `
exec 3<&0
"$@" < /dev/null &
server=$!
{ read -r _ <&3; kill $server; } 2> /dev/null &
wait $server`;

const attempts = 400;
const linesOfLog = 20;

/** A server as a process that ends when this one does. */
export class Child {
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private log = '';

  /** @param command - the program, which stays in the foreground */
  constructor(command: readonly string[], cwd: string) {
    this.child = spawn('bash', ['-c', guardian, 'guardian', ...command], {
      cwd,
      stdio: ['pipe', 'pipe', 'pipe']
    });
    this.ended = once(this.child, 'close');
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.log = (this.log + chunk.toString())
          .split('\n')
          .slice(-linesOfLog)
          .join('\n');
      });
    }
  }

  /**
   * Resolves when the server answers.
   *
   * @throws Error with what it said when it does not
   */
  async ready(url: string): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const answers = await fetch(url, { method: 'OPTIONS' }).then(
        () => true,
        () => false
      );
      if (answers) {
        return;
      }
      if (this.child.exitCode !== null) {
        break;
      }
      await pause(25);
    }
    await this.stop();
    throw new Error(`The server did not start: ${this.log}`);
  }

  async stop(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
  }
}
