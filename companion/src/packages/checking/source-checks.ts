/**
 * The checks of sources that are going on: what they have found so far, told
 * while it comes in and kept in the end, however the end comes.
 */
import type { PackageFile } from 'sciencemesh-contract';
import type { OutboundClient } from '../../http/outbound.ts';
import { checkSources, type SourceFindings } from './check-sources.ts';
import { readFindings } from './findings.ts';

export interface SourceChecksOptions {
  outbound: OutboundClient;
  store: FindingsStore;
  /** Called with the id of a package about which more is known. */
  onChange: (id: string) => void;
  /** Told what should not have happened; for the log. */
  onTrouble: (cause: unknown) => void;
}

/** Where findings are kept, as JSON. */
export interface FindingsStore {
  findings(id: string): string | null;
  keepFindings(id: string, findings: string): void;
}

/** Findings come by the hundred; a page is told this often at most. */
const TELL_MILLISECONDS = 250;

interface Check {
  controller: AbortController;
  /** What was known before, with what was found since. */
  findings: SourceFindings;
  ended: Promise<void>;
}

export class SourceChecks {
  readonly #options: SourceChecksOptions;
  readonly #checks = new Map<string, Check>();

  constructor(options: SourceChecksOptions) {
    this.#options = options;
  }

  /** Begins a check of a package; does nothing while one is going on. */
  start(id: string, files: readonly PackageFile[]): void {
    if (this.#checks.has(id)) {
      return;
    }
    const controller = new AbortController();
    const findings = this.findings(id);
    const ended = this.#carryOut(id, files, findings, controller.signal);
    this.#checks.set(id, { controller, findings, ended });
  }

  isRunning(id: string): boolean {
    return this.#checks.has(id);
  }

  /** What is known about a package's sources by now. */
  findings(id: string): SourceFindings {
    return (
      this.#checks.get(id)?.findings ??
      readFindings(this.#options.store.findings(id))
    );
  }

  /** Stops a check, if one is going on; what it has found is kept. */
  async cancel(id: string): Promise<void> {
    const check = this.#checks.get(id);
    check?.controller.abort();
    await check?.ended;
  }

  /** Stops all checks. */
  async close(): Promise<void> {
    await Promise.all([...this.#checks.keys()].map(id => this.cancel(id)));
  }

  async #carryOut(
    id: string,
    files: readonly PackageFile[],
    findings: SourceFindings,
    signal: AbortSignal
  ): Promise<void> {
    const { outbound, store, onChange, onTrouble } = this.#options;
    let news = false;
    const telling = setInterval(() => {
      if (news) {
        news = false;
        onChange(id);
      }
    }, TELL_MILLISECONDS);
    try {
      await checkSources(
        files,
        outbound,
        (index, finding) => {
          findings[index] = finding;
          news = true;
        },
        signal
      );
    } catch (error) {
      onTrouble(error);
    } finally {
      clearInterval(telling);
      store.keepFindings(id, JSON.stringify(findings));
      this.#checks.delete(id);
      onChange(id);
    }
  }
}
