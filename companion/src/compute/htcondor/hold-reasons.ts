/**
 * Why a job is held, in words (HTCondor manual, "Job ClassAd Attributes",
 * HoldReasonCode).
 */
import type { TaskEnd } from '../batch-system.ts';

export interface HoldMeaning {
  message: string;
  advice: string;
  /** It can never go on as it is: for the person, it has ended. */
  end: TaskEnd | null;
}

/** A job that is being uploaded is held for as long. */
export const UPLOADING = 16;
/** What the hold reason says when it is done by us. */
export const HELD_BY_US = 'Held from JupyterLab';

const MEMORY_SUBCODE = 102;
const DISK_SUBCODE = 104;

const RELEASE = 'Release the job to try again';

/** What happened, and what to do; `null` says that nothing fits. */
const MEANINGS: Readonly<Record<number, readonly [string, string]>> = {
  3: [
    "A rule of the job's own description held it.",
    `Look at the script. ${RELEASE}.`
  ],
  4: [
    'Its credentials were not there, or have expired.',
    'Sign in again, then release the job.'
  ],
  6: [
    'Its program could not be started on the machine.',
    'Choose another environment or container; the one that was asked for may be missing there.'
  ],
  7: ['Its standard input could not be opened.', `${RELEASE}.`],
  8: [
    'Its output could not be written where the job was submitted.',
    'See whether the folder is there and has space left, then release the job.'
  ],
  12: [
    'A file that it was to leave could not be brought back.',
    'It may not have made the file, or there may be no space for it here. Release the job to run it again, or cancel it.'
  ],
  13: [
    'A file that it needs could not be brought to the machine.',
    'See whether the file is still there and can be read, and sign in again where it comes from; then release the job.'
  ],
  14: [
    'The folder that it was submitted from cannot be used.',
    'HTCondor may not see that folder. Ask the administrator to choose another data folder.'
  ],
  15: ['It was submitted on hold.', 'Release the job to start it.'],
  16: ['Its files are being uploaded.', 'Wait a moment.'],
  21: [
    'The machine stopped it by a rule of its own.',
    `${RELEASE}, or ask for other resources.`
  ],
  22: [
    "HTCondor could not write the job's log.",
    'See whether the folder is there and has space left, then release the job.'
  ],
  26: [
    'The rules of the site held it.',
    'Read the reason; the staff of the site can tell more.'
  ],
  32: [
    'Its inputs are larger than the site carries.',
    'Put large data on a path that the machines see, or take less of it.'
  ],
  33: [
    'Its results are larger than the site carries.',
    'Write large results to a path that the machines see, or leave less.'
  ],
  34: [
    'It took more than it had asked for.',
    'Run it again with more of what it lacked.'
  ],
  35: [
    'The container image could not be started.',
    'See whether the image has that name and can be read there, then release the job.'
  ],
  43: [
    'A script of the site that runs before the job failed.',
    `${RELEASE}; the staff of the site can tell more.`
  ],
  44: [
    'A script of the site that runs after the job failed.',
    `${RELEASE}; the staff of the site can tell more.`
  ],
  45: [
    'The container did not work on the machine.',
    `${RELEASE}, so that another machine is tried.`
  ]
};

/** @param reason what HTCondor says; null: nothing */
export function holdMeaning(
  code: number | null,
  subcode: number | null,
  reason: string | null
): HoldMeaning {
  const said = reason === null ? '' : ` HTCondor says: ${oneLine(reason)}`;
  const limited = (code === 34 || code === 21) && subcode !== null;
  if (limited && subcode === MEMORY_SUBCODE) {
    return {
      message: `It took more memory than it had asked for.${said}`,
      advice: 'Run it again and ask for more memory, or work on less data.',
      end: 'memory-limit'
    };
  }
  if (limited && subcode === DISK_SUBCODE) {
    return {
      message: `It took more disk space than it had asked for.${said}`,
      advice: 'Run it again and ask for more disk space.',
      end: 'disk-limit'
    };
  }
  if (code === 46 || code === 47) {
    return {
      message: `It ran longer than it may.${said}`,
      advice: 'Run it again and ask for more time, or do less in one job.',
      end: 'time-limit'
    };
  }
  if (code === 13 && /\b401\b/.test(reason ?? '')) {
    return {
      message: `The token for the files of a share had ended before they were fetched.${said}`,
      advice: 'Release the job: it then gets a new one.',
      end: null
    };
  }
  if (code === 1) {
    return {
      message: reason?.startsWith(HELD_BY_US)
        ? 'You held it.'
        : `Somebody held it.${said}`,
      advice: 'Release the job when it is to go on.',
      end: null
    };
  }
  const [message, advice] = MEANINGS[code ?? 0] ?? [
    'HTCondor held it.',
    `Read the reason. ${RELEASE}, or cancel it.`
  ];
  return { message: `${message}${said}`, advice, end: null };
}

/** A text of HTCondor or of the staff, on one line. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 500);
}
