/** What is in one of two sets but not in both. */
export const onlyInOne = <T>(one: ReadonlySet<T>, other: ReadonlySet<T>): T[] => [
  ...[...one].filter((value) => !other.has(value)),
  ...[...other].filter((value) => !one.has(value)),
];
