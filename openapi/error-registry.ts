import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One entry of `errors.yaml`. `meaning` is the default `detail` of a problem; `causes` and `remedy` are for the documentation. */
export interface RegisteredError {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly causes: readonly string[];
  readonly remedy: string;
}

/** Error code → its entry, in the order of the file. */
export type ErrorRegistry = ReadonlyMap<string, RegisteredError>;

const registryFile = new URL('./errors.yaml', import.meta.url);

/** Reads `errors.yaml`; throws with every fault of the file at once. */
export function readErrorRegistry(source: string = readFileSync(registryFile, 'utf8')): ErrorRegistry {
  const entries = Object.entries(parse(source) as Record<string, unknown>);
  const faults = entries.flatMap(([code, entry]) => faultsOf(code, entry));
  if (faults.length > 0) throw new Error(`errors.yaml:\n${faults.join('\n')}`);
  return new Map(entries as [string, RegisteredError][]);
}

function faultsOf(code: string, entry: unknown): string[] {
  const { status, title, meaning, causes, remedy, ...rest } = (entry ?? {}) as Record<string, unknown>;
  const faults: string[] = [];
  if (!/^[a-z]+(_[a-z]+)*$/.test(code)) faults.push(`${code}: a code is lower-case words joined by "_"`);
  if (!Number.isInteger(status) || Number(status) < 400 || Number(status) > 599)
    faults.push(`${code}: status is not 4xx or 5xx`);
  for (const [name, text] of Object.entries({ title, meaning, remedy })) {
    if (typeof text !== 'string' || text === '') faults.push(`${code}: ${name} is missing`);
  }
  if (!Array.isArray(causes) || causes.length === 0 || causes.some((cause) => typeof cause !== 'string'))
    faults.push(`${code}: causes is not a list of sentences`);
  for (const name of Object.keys(rest)) faults.push(`${code}: unknown member ${name}`);
  return faults;
}
