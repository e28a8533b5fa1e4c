import { bearer, type Credential } from '../../call.ts';
import type { CheckContext } from '../../check.ts';
import { type JsonObject, objectOf } from '../../contract/document.ts';
import type { Control } from '../../expect.ts';
import { bodyOf, type Key, type Person, type Workspace } from '../../provision.ts';
import { allow, permissionOf } from '../decisions/grants.ts';

/** The resource whose id is all of it. */
export const wholeResource = (id: string, properties?: JsonObject): JsonObject => {
  const resource = { type: 'resource', id };
  return properties === undefined ? resource : { ...resource, properties };
};

/** The question without one member, or with another value there: `subject.id`. */
export const spoilt = (question: JsonObject, place: string, value: unknown): JsonObject => {
  const [first = '', second] = place.split('.');
  return { ...question, [first]: second === undefined ? value : { ...objectOf(question[first]), [second]: value } };
};

/** A workspace, a key in it that may do one thing to what is a draft, and who asks about it. */
export interface Desk {
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly key: Key;
  readonly granted: string;
  readonly withheld: string;
  readonly resource: string;
  /** A service key. */
  readonly as: Credential;
  /** A question that is answered with true. */
  readonly question: JsonObject;
}

export const openDesk = async ({ provision }: CheckContext): Promise<Desk> => {
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  const { granted, withheld, resource } = await provision.vocabulary();
  const permission = permissionOf(allow([granted], ['*'], { conditions: { status: ['draft'] } }));
  const key = await provision.key(owner, workspace, { permission });
  const as = bearer((await provision.serviceKey()).secret);
  const question = {
    subject: { type: 'workspace_key', id: key.id },
    action: { name: granted },
    resource: wholeResource(resource, { status: 'draft' }),
    context: { workspace: workspace.slug },
  };
  return { owner, workspace, key, granted, withheld, resource, as, question };
};

/** Asks one question, and expects this answer. */
export const expectDecision = async (
  { call, given, expect }: CheckContext,
  { as }: Pick<Desk, 'as'>,
  question: JsonObject,
  decision: boolean,
): Promise<Control> => {
  const control = await given.succeeds(call('evaluate', { as, body: question }));
  const said = bodyOf(control);
  expect.that(said.decision === decision, `decision ${decision}`, said, control.exchange);
  return control;
};
