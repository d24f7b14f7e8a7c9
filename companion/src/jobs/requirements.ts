/**
 * What a package says that it needs, in any of the ways in which crates put
 * it (schema.org, "SoftwareApplication"): "8 GB", "4 cores", numbers.
 */
import type { Crate } from '../packages/crate/crate.ts';
import { textsOf } from '../packages/crate/json-ld.ts';

export interface Requirements {
  cpus: number | null;
  memoryMebibytes: number | null;
  diskMebibytes: number | null;
  gpus: number | null;
}

const MEBIBYTE = 1024 * 1024;
const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 1024,
  mi: MEBIBYTE,
  gi: 1024 * MEBIBYTE,
  ti: 1024 * 1024 * MEBIBYTE
};

/** The largest of what its entities ask for. */
export function requirementsOf(crate: Crate): Requirements {
  const entities = [...crate.entities.values()];
  const texts = (property: string) =>
    entities.flatMap(entity => textsOf(entity[property]));
  const processors = texts('processorRequirements');
  return {
    cpus: largest(
      processors
        .filter(text => !/gpu/i.test(text))
        .map(text => Number(/^\s*(?:>=?\s*)?(\d{1,5})\b/.exec(text)?.[1]))
    ),
    gpus: largest(
      processors
        .filter(text => /gpu/i.test(text))
        .map(text => Number(/(\d{1,4})/.exec(text)?.[1] ?? 1))
    ),
    memoryMebibytes: largest(texts('memoryRequirements').map(mebibytesIn)),
    diskMebibytes: largest(texts('storageRequirements').map(mebibytesIn))
  };
}

/** A bare number is of bytes where it is large, else of MiB. */
function mebibytesIn(text: string): number {
  const match = /(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?(?:\b|$)/i.exec(text);
  if (match === null) {
    return Number.NaN;
  }
  const amount = Number(match[1]);
  const unit = match[2]?.toLowerCase() ?? '';
  if (unit === '' && !/b\b/i.test(text) && amount < MEBIBYTE) {
    return Math.ceil(amount);
  }
  return Math.ceil((amount * (UNITS[unit] ?? 1)) / MEBIBYTE);
}

function largest(values: readonly number[]): number | null {
  const usable = values.filter(
    value => Number.isFinite(value) && value >= 1 && value <= 1_000_000_000
  );
  return usable.length === 0 ? null : Math.max(...usable);
}
