import type { Document } from '../port.ts';

interface Branch {
  readonly [member: string]: Branch | true;
}

/** Keeps the id and the listed paths of a document, as MongoDB's inclusion does. */
export function project(document: Document, paths: readonly string[]): Document {
  return pick(document, branchOf(['_id', ...paths])) as Document;
}

function branchOf(paths: readonly string[]): Branch {
  const heads = new Set(paths.map((path) => path.split('.', 1)[0] ?? ''));
  return Object.fromEntries(
    [...heads].map((head) => {
      const deeper = paths.filter((path) => path.startsWith(`${head}.`)).map((path) => path.slice(head.length + 1));
      return [head, paths.includes(head) ? true : branchOf(deeper)];
    }),
  );
}

function pick(value: unknown, branch: Branch): unknown {
  if (Array.isArray(value)) return value.filter(isObject).map((entry) => pick(entry, branch));
  const kept = Object.entries(value as object).flatMap(([member, inner]): [string, unknown][] => {
    const wanted = Object.hasOwn(branch, member) ? branch[member] : undefined;
    if (wanted === undefined) return [];
    if (wanted === true) return [[member, inner]];
    return isObject(inner) ? [[member, pick(inner, wanted)]] : [];
  });
  return Object.fromEntries(kept);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
