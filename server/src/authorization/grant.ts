/**
 * What may be done to what. Grants look the same on the wire, at rest and in memory: every member is one word.
 *
 * `actions` and `resources` are patterns (see `action-pattern.ts` and `resource-pattern.ts`). A stored resource names a
 * workspace by id only: `workspace:wsp_…:content:posts`.
 */
export type Grant = {
  readonly effect: 'allow' | 'deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Limits the grant to these fields, for actions the catalog flags `fields: true`. */
  readonly fields?: readonly string[];
  /** All of them hold, or the grant does not apply. */
  readonly conditions?: GrantConditions;
};

export type GrantConditions = {
  /** `attributes.owner_id` is the subject itself. */
  readonly own?: true;
  /** `attributes.status` is one of these. */
  readonly status?: readonly string[];
  /** Every entry of `attributes.locales` is one of these, and there is one. */
  readonly locales?: readonly string[];
};

/** The most grants one permission may list. */
export const maximumGrants = 100;
