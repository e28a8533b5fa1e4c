import type { ErrorObject } from 'ajv';
import { ServiceError } from '../errors/service-error.ts';

/** The parts of a request that the contract describes, under the names that openapi-backend's validators use. */
export interface RequestParts {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Record<string, unknown>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly cookie: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
}

const mostReported = 50;
const mostOfPointer = 900;

/** The refusal of a request that breaks the contract: every offending member once, by a JSON Pointer into the request. */
export function refusalOf(violations: readonly ErrorObject[]): ServiceError {
  const errors = new Map<string, { pointer: string; code: string; detail: string }>();
  for (const violation of withoutForeignBranches(violations)) {
    const pointer = pointerOf(violation);
    if (errors.size < mostReported && !errors.has(pointer))
      errors.set(pointer, { pointer, code: violation.keyword, detail: describe(violation) });
  }
  const named = [...errors.values()];
  return new ServiceError('invalid_request', { detail: summary(named.map(({ pointer }) => pointer)), errors: named });
}

const summary = (pointers: readonly string[]): string =>
  pointers.length === 1
    ? `The request does not follow the contract at ${pointers[0]}.`
    : `The request does not follow the contract in ${pointers.length} places.`;

/** `/email`, `/query/limit`: a missing or unknown member is named itself, not the object around it. */
function pointerOf({ instancePath, params }: ErrorObject): string {
  const member =
    params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty ?? params.propertyName;
  const own = member === undefined ? '' : `/${escapeToken(String(member).slice(0, 100))}`;
  return readable((instancePath + own).replace(/^\/requestBody/, '')) || '/body';
}

/** A member's name is the caller's: none makes our refusal longer than documented, or breaks the line or the text that shows it. */
const readable = (pointer: string): string =>
  pointer
    .slice(0, mostOfPointer)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, '\ufffd');

/** RFC 6901 §3. */
const escapeToken = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');

function describe({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'required':
      return 'This member is required.';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'This member is not known here.';
    case 'enum':
      return `Must be one of ${(params.allowedValues as unknown[]).map(String).join(', ')}.`;
    case 'const':
      return `Must be ${String(params.allowedValue)}.`;
    default:
      return `This member ${message ?? 'is not in the documented form'}.`;
  }
}

/**
 * A union that fits no branch is reported by Ajv with the complaints of all of them. The tag tells which branch was meant:
 * only its complaints help, and without a known tag only the tag does.
 */
function withoutForeignBranches(violations: readonly ErrorObject[]): readonly ErrorObject[] {
  const unions = violations.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf');
  let kept = violations;
  for (const union of unions) {
    const branchOf = ({ schemaPath }: ErrorObject): string | undefined =>
      schemaPath.startsWith(`${union.schemaPath}/`)
        ? schemaPath.slice(union.schemaPath.length + 1).split('/')[0]
        : undefined;
    const inside = kept.filter((violation) => branchOf(violation) !== undefined);
    const wrongTags = inside.filter(
      ({ keyword, instancePath }) =>
        keyword === 'const' && instancePath.split('/').length === union.instancePath.split('/').length + 1,
    );
    const foreign = new Set(wrongTags.map(branchOf));
    const meant = inside.filter((violation) => !foreign.has(branchOf(violation)));
    const helpful = meant.length > 0 ? meant : wrongTags.slice(0, 1);
    kept = [
      ...kept.filter((violation) => violation !== union && branchOf(violation) === undefined),
      ...(helpful.length > 0 ? helpful : [union]),
    ];
  }
  return kept;
}
