/**
 * Parameters that a notebook names: plain assignments in its cell tagged
 * `parameters` (papermill documentation, "Parameterize").
 */
import type {
  JobForm,
  JobParameterType,
  ParameterValue
} from 'sciencemesh-contract';
import {
  sourceOf,
  tagsOf,
  type NotebookDocument
} from '../packages/notebook/notebook.ts';

export type Declared = JobForm['declared'][number];

/**
 * `name = value  # description`, also with a type or R's arrow; not R's names
 * with dots, which no parameter can have.
 */
const ASSIGNMENT =
  /^(?<name>[A-Za-z_]\w*)\s*(?::[^=]+)?(?:=(?!=)|<-)\s*(?<rest>.+)$/;

/** Those whose default can be understood; others stay as they are. */
export function declaredIn({ cells }: NotebookDocument): Declared[] {
  const cell = cells.find(candidate =>
    tagsOf(candidate).includes('parameters')
  );
  if (cell === undefined) {
    return [];
  }
  const found = new Map<string, Declared>();
  for (const line of sourceOf(cell).split('\n')) {
    const { name, rest } = ASSIGNMENT.exec(line)?.groups ?? {};
    const [code, comment] = rest === undefined ? [] : apartFromComment(rest);
    const value = code === undefined ? null : literalOf(code);
    if (name !== undefined && value !== null) {
      found.set(name, { name, ...value, description: comment ?? null });
    }
  }
  return [...found.values()];
}

/** The type in which a value of another source is offered. */
export function typeOf(value: ParameterValue): JobParameterType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'boolean';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    default:
      return value === null ? 'none' : 'list';
  }
}

/** What stands before a `#` that is in no text, and what after it. */
function apartFromComment(text: string): [string, string?] {
  const match =
    /^((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^#"'])*)(?:#(.*))?$/s.exec(text);
  const comment = match?.[2]?.trim();
  const code = (match?.[1] ?? text).trim().replace(/;$/, '');
  return comment === undefined || comment === '' ? [code] : [code, comment];
}

type Literal = { type: JobParameterType; value: ParameterValue };

function literalOf(code: string): Literal | null {
  if (/^(?:None|NULL|nothing)$/.test(code)) {
    return { type: 'none', value: null };
  }
  if (/^(?:True|TRUE|true)$/.test(code)) {
    return { type: 'boolean', value: true };
  }
  if (/^(?:False|FALSE|false)$/.test(code)) {
    return { type: 'boolean', value: false };
  }
  if (/^[-+]?\d[\d_]*L?$/.test(code)) {
    const digits = code.replace(/[_L+]/g, '');
    const number = Number(digits);
    const value = Number.isSafeInteger(number) ? number : digits;
    return { type: 'integer', value };
  }
  if (/^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(code)) {
    return { type: 'number', value: Number(code.replaceAll('_', '')) };
  }
  const text = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')$/s.exec(code);
  if (text !== null) {
    return { type: 'string', value: unescaped(text[1] ?? text[2] ?? '') };
  }
  return listOf(code);
}

/** `[1, 2]` and `c(1, 2)`, of plain values. */
function listOf(code: string): Literal | null {
  const inner = /^(?:\[(.*)\]|\((.*)\)|c\((.*)\))$/s.exec(code);
  if (inner === null) {
    return null;
  }
  const text = (inner[1] ?? inner[2] ?? inner[3] ?? '').trim();
  const items =
    text === ''
      ? []
      : (text.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^,\s][^,]*/g) ?? []);
  const values: (string | number | boolean)[] = [];
  for (const item of items) {
    const value = literalOf(item.trim())?.value;
    if (
      typeof value !== 'string' &&
      typeof value !== 'number' &&
      typeof value !== 'boolean'
    ) {
      return null;
    }
    values.push(value);
  }
  return { type: 'list', value: values };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (whole, character: string) => {
    const known: Record<string, string> = { n: '\n', t: '\t' };
    return /[\\'"]/.test(character) ? character : (known[character] ?? whole);
  });
}
