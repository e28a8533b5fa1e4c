import type { DecisionRequest } from '../authorization/decide.ts';
import type { Environment } from '../authorization/workspace-policy.ts';

/** A question of AuthZEN 1.0 in our own words. */
export interface AccessQuestion {
  readonly subject: { readonly type: string; readonly id: string };
  /** Every workspace that it names, by id or slug. */
  readonly workspaces: readonly string[];
  readonly request: DecisionRequest;
}

/** What is wrong with a question, without a word of its own in it. */
export interface Unreadable {
  /** Where, as a JSON Pointer. */
  readonly pointer: string;
  readonly problem: string;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads an Access Evaluation request (AuthZEN 1.0 §6.1). Total: a batch may hold anything. Members that are not known are
 * ignored, as the standard asks.
 * @param isSecret whether a text has the form of a credential
 */
export function readAccessQuestion(
  evaluation: Members,
  isSecret: (text: string) => boolean,
): AccessQuestion | Unreadable {
  const reader = new MemberReader();
  const subject = reader.object(evaluation, 'subject', '');
  const action = reader.object(evaluation, 'action', '');
  const resource = reader.object(evaluation, 'resource', '');
  const context = reader.optionalObject(evaluation, 'context', '');
  const details = reader.optionalObject(action, 'properties', '/action');
  const about = reader.optionalObject(resource, 'properties', '/resource');

  const id = reader.text(subject, 'id', '/subject');
  if (isSecret(id)) reader.refuse('/subject/id', 'A subject is named by its id. Credentials do not belong here.');
  const fields = reader.optionalTexts(details, 'fields', '/action/properties');
  const environment = reader.optionalText(context, 'environment', '/context');
  const question: AccessQuestion = {
    subject: { type: reader.text(subject, 'type', '/subject'), id },
    workspaces: [
      reader.optionalText(context, 'workspace', '/context'),
      reader.optionalText(about, 'workspace', '/resource/properties'),
    ].filter((name) => name !== undefined),
    request: {
      action: reader.text(action, 'name', '/action'),
      resource: resourceName(reader.text(resource, 'type', '/resource'), reader.text(resource, 'id', '/resource')),
      ...(fields !== undefined && { fields }),
      ...(resource.properties !== undefined && { attributes: attributesOf(about) }),
      // Any other word is an environment that no subject is of.
      ...(environment !== undefined && { environment: environment as Environment }),
    },
  };
  return reader.found ?? question;
}

/** The type whose ids are whole resources of ours. */
const wholeResource = 'resource';
const resourceName = (type: string, id: string): string => (type === wholeResource ? id : `${type}:${id}`);

const attributesOf = ({ owner_id, status, locales }: Members): NonNullable<DecisionRequest['attributes']> => ({
  ...(owner_id !== undefined && { owner_id }),
  ...(status !== undefined && { status }),
  ...(locales !== undefined && { locales }),
});

/** Reads members and keeps the first thing that is wrong with them. */
class MemberReader {
  found: Unreadable | undefined;

  refuse(pointer: string, problem: string): void {
    this.found ??= { pointer, problem };
  }

  object(of: Members, name: string, at: string): Members {
    if (of[name] === undefined) this.refuse(`${at}/${name}`, 'This member is required.');
    return this.optionalObject(of, name, at);
  }

  optionalObject(of: Members, name: string, at: string): Members {
    const value = of[name];
    if (value === undefined) return {};
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
    this.refuse(`${at}/${name}`, 'This member must be an object.');
    return {};
  }

  text(of: Members, name: string, at: string): string {
    if (of[name] === undefined) this.refuse(`${at}/${name}`, 'This member is required.');
    return this.optionalText(of, name, at) ?? '';
  }

  optionalText(of: Members, name: string, at: string): string | undefined {
    const value = of[name];
    if (value === undefined || typeof value === 'string') return value;
    this.refuse(`${at}/${name}`, 'This member must be a text.');
    return undefined;
  }

  optionalTexts(of: Members, name: string, at: string): readonly string[] | undefined {
    const value = of[name];
    if (value === undefined || (Array.isArray(value) && value.every((entry) => typeof entry === 'string')))
      return value;
    this.refuse(`${at}/${name}`, 'This member must be a list of texts.');
    return undefined;
  }
}
