/**
 * Notices that something happens in a folder. Only a hint: network file
 * systems tell nothing, and the folder is looked through on other occasions
 * as well.
 */
import { watch, type FSWatcher } from 'node:fs';

/** A program that writes a file does so in many steps. */
const QUIET_MILLISECONDS = 700;

export class FolderWatch {
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param onChange hears once things have calmed down */
  constructor(folder: string, onChange: () => void) {
    try {
      this.#watcher = watch(folder, { recursive: true }, (_type, name) => {
        if (name?.startsWith('.sciencemesh') === true) {
          return;
        }
        clearTimeout(this.#timer);
        this.#timer = setTimeout(onChange, QUIET_MILLISECONDS);
        this.#timer.unref();
      });
      this.#watcher.unref();
      // Too many folders for the machine's limit, or the folder went away.
      this.#watcher.on('error', () => this.close());
    } catch {
      this.#watcher = null;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = null;
  }
}
