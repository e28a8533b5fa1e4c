/** Rules that the server can be told to break (`--break`), so that it can be seen that the suite notices. */
export const knownBreaks = {
  'revoked-keys-work': 'API tokens that were revoked go on working.',
  'suspended-tokens-work': 'API tokens that are suspended go on working.',
  'sign-out-ends-nothing': 'A session that was ended goes on working.',
  'overlaps-never-end': 'The secret before a rotation works for ever.',
  'outsiders-are-told-403': 'A foreign workspace is refused as forbidden and not as unknown.',
  'secrets-are-shown-again': 'Reading a key shows its secret.',
  'denies-are-forgotten': 'A grant that denies does not count.',
} as const;

export type Break = keyof typeof knownBreaks;
export type Breaks = ReadonlySet<Break>;

export const isBreak = (name: string): name is Break => Object.hasOwn(knownBreaks, name);
