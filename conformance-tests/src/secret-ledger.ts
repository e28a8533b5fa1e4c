/** Every secret value of the run: what must not appear in reports, nor again in the target's answers. */
export interface SecretLedger {
  /** Remembers a value under a name that may be shown. Values too short to be secrets are ignored. */
  remember(value: string, name: string): void;
  /** The names of all remembered secrets that occur in the text. */
  namesIn(text: string): readonly string[];
  /** The text with every remembered value replaced by its name. */
  redact(text: string): string;
}

/** Shorter values would redact ordinary words. */
const shortestSecret = 8;

export const createSecretLedger = (): SecretLedger => {
  const names = new Map<string, string>();
  const longestFirst = (): [string, string][] => [...names].sort(([left], [right]) => right.length - left.length);
  const spellings = (value: string): string[] => [
    ...new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]),
  ];

  return {
    remember: (value, name) => {
      if (value.length >= shortestSecret && !names.has(value)) names.set(value, name);
    },
    namesIn: (text) =>
      longestFirst().flatMap(([value, name]) => (spellings(value).some((form) => text.includes(form)) ? [name] : [])),
    redact: (text) =>
      longestFirst().reduce(
        (redacted, [value, name]) =>
          spellings(value).reduce((part, form) => part.replaceAll(form, `<${name}>`), redacted),
        text,
      ),
  };
};
