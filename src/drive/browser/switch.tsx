import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import { Panel } from '@lumino/widgets';
import * as React from 'react';
import { driveNameOf } from '../paths';
import type { DriveBrowser } from './browser';

/** Under which the drive that was in front last is remembered. */
const KEY = 'jupyterlab-sciencemesh:drive-in-front';

/**
 * What shows a drive.
 */
export type DrivePage = Pick<DriveBrowser, 'folder'> & Widget;

/**
 * The browsers of all our drives, one of them in front; tabs turn to the others
 * where there are any.
 */
export class DriveSwitch<T extends DrivePage = DriveBrowser> extends Panel {
  /**
   * @param first - shows the drive of the accepted shares
   */
  constructor(first: T, options: DriveSwitch.IOptions) {
    super();
    this.addClass('jp-SciMeshDrives');
    this._front = first;
    this._state = options.state;
    this._tabs = new Tabs(
      this,
      browser => {
        this.front = browser;
      },
      options.trans
    );
    this._tabs.hide();
    this.addWidget(this._tabs);
    this.shared = first;
    this.add(first);
    void this._restore();
  }

  /**
   * The browser of the accepted shares.
   */
  readonly shared: T;

  /**
   * Emitted with a browser that was added.
   */
  get added(): ISignal<this, T> {
    return this._added;
  }

  /**
   * All browsers, in the order in which they were added.
   */
  get browsers(): readonly T[] {
    return this._browsers;
  }

  /**
   * Emitted when another browser is in front.
   */
  get turned(): ISignal<this, T> {
    return this._turned;
  }

  /**
   * The browser that the person sees and works with.
   */
  get front(): T {
    return this._front;
  }
  set front(browser: T) {
    // What was in front the last time no longer matters.
    this._awaited = null;
    if (browser === this._front) {
      return;
    }
    this._turn(browser);
    void this._state?.save(KEY, { drive: browser.folder.drive.name });
  }

  /**
   * The browser for a path; of one without a drive, that of the shares.
   */
  of(path: string): T {
    const name = driveNameOf(path);
    return (
      this._browsers.find(({ folder }) => folder.drive.name === name) ??
      this.shared
    );
  }

  /**
   * Have one more.
   */
  add(browser: T): void {
    const { name } = browser.folder.drive;
    this._browsers.push(browser);
    browser.folder.called.connect(() => {
      this.front = browser;
    });
    if (browser !== this._front) {
      browser.hide();
    }
    this.addWidget(browser);
    if (this._browsers.length > 1) {
      for (const one of this._browsers) {
        one.node.setAttribute('role', 'tabpanel');
        one.node.setAttribute('aria-label', one.folder.drive.name);
      }
      this._tabs.show();
    }
    this._tabs.update();
    this._added.emit(browser);
    if (name === this._awaited) {
      this._turn(browser);
    }
  }

  private _turn(browser: T): void {
    this._front.hide();
    this._front = browser;
    browser.show();
    this._tabs.update();
    this._turned.emit(browser);
  }

  /** Show what was in front when the page was left. */
  private async _restore(): Promise<void> {
    this._awaited = '';
    const state: unknown = await this._state?.fetch(KEY);
    if (
      this._awaited === null ||
      typeof state !== 'object' ||
      state === null ||
      !('drive' in state) ||
      typeof state.drive !== 'string'
    ) {
      return;
    }
    this._awaited = state.drive;
    const browser = this.of(`${state.drive}:`);
    if (browser !== this._front) {
      this._turn(browser);
    }
  }

  private readonly _added = new Signal<this, T>(this);

  /**
   * Name of the drive that comes to the front when it is there; null once the
   * person has been led to one.
   */
  private _awaited: string | null = null;
  private readonly _browsers: T[] = [];
  private _front: T;
  private readonly _state: IStateDB | null;
  private readonly _tabs: Tabs<T>;
  private readonly _turned = new Signal<this, T>(this);
}

/**
 * The namespace for `DriveSwitch` statics.
 */
export namespace DriveSwitch {
  /**
   * Options of the constructor.
   */
  export interface IOptions {
    readonly state: IStateDB | null;
    readonly trans: TranslationBundle;
  }
}

/**
 * One stop for the Tab key; arrows turn.
 */
class Tabs<T extends DrivePage> extends ReactWidget {
  constructor(
    private readonly _switch: DriveSwitch<T>,
    private readonly _choose: (browser: T) => void,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-SciMeshTabs');
  }

  protected override render(): JSX.Element | null {
    const { browsers, front } = this._switch;
    return browsers.length < 2 ? null : (
      <div
        role="tablist"
        aria-label={this._trans.__('Drives')}
        onKeyDown={event => this._onKey(event)}
      >
        {browsers.map(browser => (
          <button
            key={browser.id}
            type="button"
            role="tab"
            aria-controls={browser.id}
            aria-selected={browser === front}
            tabIndex={browser === front ? 0 : -1}
            onClick={() => this._choose(browser)}
          >
            {browser.folder.drive.name}
          </button>
        ))}
      </div>
    );
  }

  private _onKey(event: React.KeyboardEvent): void {
    const { browsers, front } = this._switch;
    const place = placeAfter(
      event.key,
      browsers.indexOf(front),
      browsers.length
    );
    const next = place === null ? undefined : browsers[place];
    if (place !== null && next) {
      event.preventDefault();
      this._choose(next);
      this.node.querySelectorAll<HTMLElement>('[role="tab"]')[place]?.focus();
    }
  }
}

/** Where a key leads from one of some places; null where it leads nowhere. */
function placeAfter(key: string, place: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (place + 1) % count;
    case 'ArrowLeft':
      return (place - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
