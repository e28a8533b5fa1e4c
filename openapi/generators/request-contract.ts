import { type Contract, operationsOf, type Schema } from '../contract.ts';

/**
 * `server/src/generated/request-contract.gen.json`: the contract as far as a request is judged by it. It is an OpenAPI document
 * too, a twelfth of the whole: without answers, examples and words, and without the schemas that only those refer to.
 */
export const requestContractText = (contract: Contract): string =>
  `${JSON.stringify(requestContract(contract), null, 2)}\n`;

export function requestContract(contract: Contract): object {
  const paths: { [path: string]: { [method: string]: object } } = {};
  for (const { path, method, operation } of operationsOf(contract)) {
    const { operationId, security, parameters, requestBody } = operation;
    const judged = withoutWords({ parameters, requestBody });
    paths[path] = { ...paths[path], [method]: { operationId, security, ...judged } };
  }
  const { openapi, info, components } = contract;
  const securitySchemes = withoutWords(components.securitySchemes ?? {});
  return {
    openapi,
    info: { title: info.title, version: info.version },
    paths,
    components: { ...referredTo(contract, paths), securitySchemes },
  };
}

/** The members of `components` that something refers to, and those that they refer to in their turn. */
function referredTo(contract: Contract, value: unknown): { readonly [kind: string]: object } {
  const found: { [kind: string]: { [name: string]: unknown } } = {};
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    if ('$ref' in part && typeof part.$ref === 'string') {
      const [, , kind = '', name = ''] = part.$ref.split('/');
      found[kind] ??= {};
      const members = found[kind];
      if (!Object.hasOwn(members, name)) {
        members[name] = withoutWords(contract.components[kind as 'schemas']?.[name] ?? {});
        visit(members[name]);
      }
    }
    for (const member of Object.values(part)) visit(member);
  };
  visit(value);
  return found;
}

const words = ['title', 'summary', 'description', 'example', 'examples', 'externalDocs', 'deprecated'];
/** Keywords whose members have names of our own choice, `title` and `description` among them. */
const named = ['properties', 'patternProperties', '$defs', 'dependentSchemas', 'schemas', 'parameters', 'content'];
/** Keywords whose value is data, to be compared as it is. */
const verbatim = ['const', 'enum', 'default', 'required', 'dependentRequired'];

/** A part of the document without what is for people and for our own tools. */
function withoutWords<Part extends object>(part: Part): Part {
  if (Array.isArray(part)) return part.map(withoutWordsInside) as unknown as Part;
  const kept = Object.entries(part).filter(([keyword]) => !words.includes(keyword) && !keyword.startsWith('x-'));
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (verbatim.includes(keyword)) return [keyword, value];
      return [
        keyword,
        named.includes(keyword) && isRecord(value) ? withoutWordsInMembers(value) : withoutWordsInside(value),
      ];
    }),
  ) as Part;
}

const withoutWordsInside = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? withoutWords(value) : value;

const withoutWordsInMembers = (members: Schema): Schema =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, withoutWordsInside(value)]));

const isRecord = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
