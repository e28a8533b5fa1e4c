import { type Contract, formMediaType, operationsOf, resolve, type Schema } from '../contract.ts';
import { type LocatedSchema, typesOf, withInnerSchemas } from './located-schemas.ts';
import type { Rule } from './rule.ts';

/**
 * An object in a request admits no undocumented member, so that a misspelt or forbidden one is refused and not ignored. The
 * forms of OAuth are the exception: RFC 6749 §3.2 asks to ignore what is not known.
 */
export const closedRequests: Rule = (contract) =>
  operationsOf(contract).flatMap(({ operation }) =>
    Object.entries(operation.requestBody?.content ?? {})
      .filter(([mediaType]) => mediaType !== formMediaType)
      .flatMap(([, { schema }]) =>
        reachable(contract, operation.operationId, schema)
          .filter((found) => typesOf(found.schema).includes('object'))
          .filter(
            (found) => found.schema.additionalProperties !== false && found.schema.unevaluatedProperties !== false,
          )
          .map((found) => ({ where: found.where, problem: 'an object in a request is not closed' })),
      ),
  );

/** Every schema that a request can be judged by, with references followed, each once. */
function reachable(contract: Contract, start: string, root: Schema): LocatedSchema[] {
  const found = new Map<Schema, LocatedSchema>();
  const follow = (where: string, from: Schema) => {
    for (const inner of withInnerSchemas(where, from)) {
      if (!('$ref' in inner.schema)) {
        found.set(inner.schema, inner);
        continue;
      }
      const target = resolve(contract, inner.schema);
      if (!found.has(target)) follow(String(inner.schema.$ref).split('/').at(-1) ?? where, target);
    }
  };
  follow(start, root);
  return [...found.values()];
}
