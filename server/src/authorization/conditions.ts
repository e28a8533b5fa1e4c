import type { GrantConditions } from './grant.ts';

/** What a request says about the resource it touches. Untyped, because it comes from callers. */
export interface Attributes {
  readonly owner_id?: unknown;
  readonly status?: unknown;
  readonly locales?: unknown;
  readonly [name: string]: unknown;
}

/** One condition of a grant. Grants of a list that ask the same share one. */
export type Condition =
  | { readonly kind: 'own' }
  | { readonly kind: 'status' | 'locales'; readonly listed: ReadonlySet<string> };

/** `unknown` is an attribute that is missing or of the wrong type: it fails an allow, and a deny applies to be safe. */
export type Reading = 'holds' | 'fails' | 'unknown';

/** The conditions of a grant, one by one. */
export const conditionsOf = ({ own, status, locales }: GrantConditions): Condition[] => [
  ...(own === true ? [{ kind: 'own' } as const] : []),
  ...(status === undefined ? [] : [{ kind: 'status', listed: new Set(status) } as const]),
  ...(locales === undefined ? [] : [{ kind: 'locales', listed: new Set(locales) } as const]),
];

/** Reads one condition off the attributes of a request by the subject `subjectId`. */
export const readCondition = (condition: Condition, subjectId: string, attributes: Attributes | undefined): Reading => {
  switch (condition.kind) {
    case 'own':
      return readOwner(subjectId, attributes?.owner_id);
    case 'status':
      return readStatus(condition.listed, attributes?.status);
    case 'locales':
      return readLocales(condition.listed, attributes?.locales);
  }
};

const readOwner = (subjectId: string, owner: unknown): Reading => {
  if (typeof owner !== 'string') return 'unknown';
  return owner === subjectId ? 'holds' : 'fails';
};

const readStatus = (listed: ReadonlySet<string>, status: unknown): Reading => {
  if (typeof status !== 'string') return 'unknown';
  return listed.has(status) ? 'holds' : 'fails';
};

/** A list without an entry says nothing about locales, so it counts as missing. */
const readLocales = (listed: ReadonlySet<string>, locales: unknown): Reading => {
  if (!Array.isArray(locales) || locales.length === 0) return 'unknown';
  if (locales.some((locale) => typeof locale !== 'string')) return 'unknown';
  return locales.every((locale) => listed.has(locale)) ? 'holds' : 'fails';
};
