/**
 * The tasks of a job: which values its parameters take in each of them.
 */
import type {
  JobDraft,
  JobFinding,
  JobParameter,
  JobParameterType,
  ParameterValue,
  Sweep,
  WorkerParameter
} from 'sciencemesh-contract';

/** As many tasks as a sweep has anywhere. */
export const MOST_TASKS = 10_000;

/** How many tasks a sweep comes to; Infinity when nobody could count them. */
export function taskCount(sweep: Sweep | null): number {
  if (sweep === null) {
    return 1;
  }
  const lengths = sweep.axes.map(({ values }) => values.length);
  return sweep.combine === 'rows'
    ? Math.min(...lengths)
    : lengths.reduce((product, length) => product * length, 1);
}

/** The values that one task of a sweep has; the last axis changes fastest. */
export function rowOf(sweep: Sweep, task: number): JobParameter[] {
  let rest = task;
  return sweep.axes
    .toReversed()
    .map(({ name, type, values }) => {
      const place = sweep.combine === 'rows' ? task : rest % values.length;
      rest = Math.floor(rest / values.length);
      return { name, type, value: values[place] ?? null };
    })
    .toReversed();
}

/** All parameters of one task. */
export function parametersOf(
  { parameters, sweep }: Pick<JobDraft, 'parameters' | 'sweep'>,
  task: number
): JobParameter[] {
  const row = sweep === null ? [] : rowOf(sweep, task);
  const names = new Set(row.map(({ name }) => name));
  return [...parameters.filter(({ name }) => !names.has(name)), ...row];
}

/** As the worker reads it. */
export function toWorker({ name, type, value }: JobParameter): WorkerParameter {
  return { name, type: type === 'none' ? 'null' : type, value };
}

/** Everything that is wrong with the parameters of a draft. */
export function parameterFindings(
  { parameters, sweep }: Pick<JobDraft, 'parameters' | 'sweep'>,
  most: number
): JobFinding[] {
  const findings: JobFinding[] = [];
  const add = (code: string, field: string, message: string) =>
    findings.push({ level: 'error', code, field, message });
  const names = parameters.map(({ name }) => name);
  const axes = sweep?.axes.map(({ name }) => name) ?? [];
  for (const name of duplicatesIn(names)) {
    add(
      'parameter-twice',
      'parameters',
      `The parameter ${name} is there twice. Remove one of them.`
    );
  }
  for (const name of duplicatesIn(axes)) {
    add(
      'parameter-twice',
      'sweep',
      `The sweep varies ${name} twice. Remove one of them.`
    );
  }
  for (const { name, type, value } of parameters) {
    if (!fits(type, value)) {
      add('parameter-invalid', 'parameters', misfit(name, type));
    }
  }
  for (const { name, type, values } of sweep?.axes ?? []) {
    if (!values.every(value => fits(type, value))) {
      add('parameter-invalid', 'sweep', misfit(name, type));
    }
  }
  if (sweep !== null) {
    const lengths = new Set(sweep.axes.map(({ values }) => values.length));
    if (sweep.combine === 'rows' && lengths.size > 1) {
      add(
        'sweep-uneven',
        'sweep',
        'Rows need as many values of each parameter. Add the missing ones, or take every combination.'
      );
    }
    const tasks = taskCount(sweep);
    if (tasks > most) {
      add(
        'too-many-tasks',
        'sweep',
        `The sweep comes to ${Math.min(tasks, Number.MAX_SAFE_INTEGER)} tasks, and the site takes ${most} at once. Vary less, or send it in parts.`
      );
    }
  }
  return findings;
}

function duplicatesIn(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, place) => names.indexOf(name) !== place));
}

/** Large integers and numbers without digits travel as texts. */
function fits(type: JobParameterType, value: ParameterValue): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'none':
      return value === null;
    case 'integer':
      return typeof value === 'string'
        ? /^-?\d{1,1000}$/.test(value)
        : Number.isSafeInteger(value);
    case 'number':
      return typeof value === 'string'
        ? /^(?:NaN|-?Infinity)$/.test(value)
        : Number.isFinite(value);
  }
}

function misfit(name: string, type: JobParameterType): string {
  return `The value of ${name} is not of the type "${type}". Correct it, or choose another type.`;
}
