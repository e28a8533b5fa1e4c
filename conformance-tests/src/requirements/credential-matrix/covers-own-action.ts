/** Whether a pattern of the catalog's roles covers one of the service's own actions: only one that begins with `latchkey` does. */
export const coversOwnAction = (pattern: string, action: string): boolean => {
  const [wanted, given] = [pattern.split('.'), action.split('.')];
  if (wanted[0] !== 'latchkey') return false;
  if (wanted.at(-1) === '*' && given.length >= wanted.length)
    return wanted.slice(0, -1).every((part, at) => part === '*' || part === given[at]);
  return wanted.length === given.length && wanted.every((part, at) => part === '*' || part === given[at]);
};
