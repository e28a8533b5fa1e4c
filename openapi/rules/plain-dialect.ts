import { type Contract, resolve, type Schema } from '../contract.ts';
import { schemasOf, typesOf } from './located-schemas.ts';
import type { Rule } from './rule.ts';

/** Keywords that validators and generators read differently, or that draft 2020-12 does not have. */
const refused: { readonly [keyword: string]: string } = {
  nullable: 'write a type list with "null"; 3.1 has no nullable, and validators ignore it silently',
  example: 'use examples',
  discriminator: 'tag the union with a constant member',
  readOnly: 'write separate schemas for requests and answers',
  writeOnly: 'write separate schemas for requests and answers',
};
const formats = new Set(['date-time', 'email', 'uri', 'uri-reference', 'int32', 'int64', 'password']);
const memberName = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

/** Times that are named by somebody else, or say what they are the end or the beginning of. */
const otherTimes = ['timestamp', 'previous_valid_until', 'signs_from'];

/** Schemas speak draft 2020-12 in the part of it that every tool reads alike; members are snake_case and times are named `…_at`. */
export const plainDialect: Rule = (contract) =>
  schemasOf(contract).flatMap(({ where, schema }) => [
    ...Object.keys(schema)
      .filter((keyword) => keyword in refused)
      .map((keyword) => ({ where, problem: `${keyword}: ${refused[keyword]}` })),
    ...(typeof schema.format === 'string' && !formats.has(schema.format)
      ? [{ where, problem: `format ${schema.format} is not one that is checked` }]
      : []),
    ...(Array.isArray(schema.enum) && typesOf(schema).includes('null') && !schema.enum.includes(null)
      ? [{ where, problem: 'the type admits null, and the enum does not list it' }]
      : []),
    ...Object.entries((schema.properties ?? {}) as { readonly [name: string]: Schema })
      .filter(([name, member]) => isTime(contract, member) && !name.endsWith('_at') && !otherTimes.includes(name))
      .map(([name]) => ({ where, problem: `the time ${name} is not named …_at` })),
    ...Object.keys((schema.properties ?? {}) as object)
      .filter((name) => !memberName.test(name))
      .map((name) => ({ where, problem: `member ${name} is not snake_case` })),
  ]);

const isTime = (contract: Contract, schema: Schema): boolean => resolve(contract, schema).format === 'date-time';
