import { arrayOf, isObject, type JsonObject, objectOf, resolve } from '../contract/document.ts';
import type { SchemaValidation } from '../contract/schema-validation.ts';

export type Path = readonly (string | number)[];

/** A member of a body, as the contract describes it. */
export interface DescribedMember {
  readonly path: Path;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

export interface Described {
  readonly members: readonly DescribedMember[];
  /** The objects that have the documented members and no others. */
  readonly closedObjects: readonly Path[];
}

interface ObjectShape {
  readonly required: ReadonlySet<string>;
  readonly properties: ReadonlyMap<string, JsonObject>;
  readonly isMap: boolean;
}

/** The branches of a union that a value fits: with a tag there is one. */
const fitting = (branches: readonly unknown[], value: unknown, validation: SchemaValidation): readonly unknown[] =>
  branches.filter((branch) => validation.requestComplaints(branch, value).length === 0).slice(0, 1);

/** What a schema and everything it is composed of say of one object. */
const shapeOf = (
  document: JsonObject,
  schema: unknown,
  value: JsonObject,
  validation: SchemaValidation,
): ObjectShape => {
  const own = objectOf(resolve(document, schema));
  const parts = [
    ...arrayOf(own.allOf),
    ...fitting(arrayOf(own.oneOf), value, validation),
    ...fitting(arrayOf(own.anyOf), value, validation),
  ].map((part) => shapeOf(document, part, value, validation));
  return {
    required: new Set([
      ...arrayOf(own.required).filter((name) => typeof name === 'string'),
      ...parts.flatMap(({ required }) => [...required]),
    ]),
    properties: new Map([
      ...parts.flatMap(({ properties }) => [...properties]),
      ...Object.entries(objectOf(own.properties)).map(
        ([name, node]) => [name, objectOf(resolve(document, node))] as const,
      ),
    ]),
    isMap: 'additionalProperties' in own || 'patternProperties' in own || parts.some(({ isMap }) => isMap),
  };
};

/** Walks a body and its schema together: every member that is there and described. Of a list the first entry stands for all. */
export const describedMembers = (
  document: JsonObject,
  schema: unknown,
  body: unknown,
  validation: SchemaValidation,
): Described => {
  const members: DescribedMember[] = [];
  const closedObjects: Path[] = [];
  const visit = (node: unknown, value: unknown, path: Path): void => {
    if (Array.isArray(value)) {
      if (value.length > 0) visit(objectOf(resolve(document, node)).items, value[0], [...path, 0]);
      return;
    }
    if (!isObject(value)) return;
    const { required, properties, isMap } = shapeOf(document, node, value, validation);
    if (properties.size > 0 && !isMap) closedObjects.push(path);
    for (const [name, member] of properties) {
      if (!(name in value)) continue;
      members.push({ path: [...path, name], schema: member, isRequired: required.has(name) });
      visit(member, value[name], [...path, name]);
    }
  };
  visit(schema, body, []);
  return { members, closedObjects };
};

/** The JSON types that a schema allows, or undefined where it does not say so in one place. */
export const typesOf = ({ type, const: only, enum: words }: JsonObject): readonly string[] | undefined => {
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type as string[];
  const values = words === undefined ? [only] : arrayOf(words);
  if (values.every((value) => typeof value === 'string')) return ['string'];
  return undefined;
};
