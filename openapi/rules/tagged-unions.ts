import { type Contract, type Reference, resolve, type Schema } from '../contract.ts';
import { schemasOf } from './located-schemas.ts';
import type { Rule } from './rule.ts';

/**
 * A union is `oneOf` named schemas that all require one member with a constant of their own, so that reader and validator
 * know the branch at once. A single schema or null is no union.
 */
export const taggedUnions: Rule = (contract) =>
  schemasOf(contract).flatMap(({ where, schema }) => [
    ...('anyOf' in schema ? [{ where, problem: 'use oneOf with a tag instead of anyOf' }] : []),
    ...unionProblems(contract, schema).map((problem) => ({ where, problem })),
  ]);

function unionProblems(contract: Contract, schema: Schema): string[] {
  if (!Array.isArray(schema.oneOf)) return [];
  const branches = (schema.oneOf as (Schema | Reference)[]).filter(
    (branch) => !('type' in branch && branch.type === 'null'),
  );
  if (branches.length < 2) return [];
  if (branches.some((branch) => !('$ref' in branch))) return ['a branch of the union has no name'];
  const resolved = branches.map((branch) => resolve<Schema>(contract, branch as Reference));
  const shared = tagsOf(resolved[0]).filter((name) => {
    const values = resolved.map((branch) => constantOf(branch, name));
    return values.every((value) => value !== undefined) && new Set(values).size === values.length;
  });
  return shared.length === 0 ? ['the branches share no required member with a constant of its own'] : [];
}

const tagsOf = (schema: Schema | undefined): string[] =>
  ((schema?.required ?? []) as string[]).filter((name) => constantOf(schema, name) !== undefined);

const constantOf = (schema: Schema | undefined, name: string): unknown => {
  const isRequired = ((schema?.required ?? []) as string[]).includes(name);
  const property = (schema?.properties as { readonly [name: string]: Schema } | undefined)?.[name];
  return isRequired ? property?.const : undefined;
};
