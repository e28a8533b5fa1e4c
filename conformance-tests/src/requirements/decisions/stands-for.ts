const segmentsOf = (action: string): readonly string[] => action.split(/(?<=[.:])|(?=[.:])/);

/** Whether a pattern stands for the action: a star for one segment, the last one for one or more. */
export const standsFor = (pattern: string, action: string): boolean => {
  const [wanted, given] = [segmentsOf(pattern), segmentsOf(action)];
  const fits = wanted.every((part, at) => part === '*' || part === given[at]);
  return fits && (wanted.length === given.length || (wanted.at(-1) === '*' && given.length > wanted.length));
};
