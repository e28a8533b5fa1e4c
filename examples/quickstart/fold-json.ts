const lineWidth = 96;

/** JSON for reading: what fits on a line stays on it, and the rest is broken member by member. */
export function foldJson(value: unknown, depth = 0): string {
  const flat = flatJson(value);
  if (typeof value !== 'object' || value === null || flat.length + 2 * depth <= lineWidth) return flat;
  const members = Array.isArray(value)
    ? value.map((item) => foldJson(item, depth + 1))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${foldJson(item, depth + 1)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const pad = '  '.repeat(depth + 1);
  return `${open}\n${members.map((member) => pad + member).join(',\n')}\n${'  '.repeat(depth)}${close}`;
}

function flatJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`;
  const members = Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${flatJson(item)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
