import type { Schema } from '../contract.ts';
import { schemasOf, typesOf } from './located-schemas.ts';
import type { Rule } from './rule.ts';

/** Strings have a length and a form, arrays a length, integers a format and bounds; only constants and enumerations need none. */
export const boundedValues: Rule = (contract) =>
  schemasOf(contract).flatMap(({ where, schema }) => problemsOf(schema).map((problem) => ({ where, problem })));

function problemsOf(schema: Schema): string[] {
  if ('const' in schema || 'enum' in schema) return [];
  const types = typesOf(schema);
  const lacks = (...keywords: string[]) => keywords.filter((keyword) => !(keyword in schema));
  return [
    ...(types.includes('string') ? lacks('maxLength') : []),
    ...(types.includes('string') && lacks('pattern', 'format').length === 2 ? ['pattern or format'] : []),
    ...(types.includes('array') ? lacks('maxItems', 'items') : []),
    ...(types.includes('integer') || types.includes('number') ? lacks('minimum', 'maximum', 'format') : []),
  ].map((keyword) => `${keyword} is missing`);
}
