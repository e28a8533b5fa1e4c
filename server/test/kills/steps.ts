import type { OperationId } from '../../src/operation/operation.ts';
import type { Dice } from '../authorization/random-world.ts';
import { type CreatedKey, type Person, password, unique, type Workspace } from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import { formOf, type Refreshed, type TokenPair } from '../support/renewable.ts';
import type { Asked } from '../support/test-client.ts';
import type { Book, KnownInvitation, KnownKey, KnownSession, Step } from './book.ts';

/** Who writes, where, and what they know. */
export interface Writer {
  readonly person: Person;
  readonly workspace: Workspace;
  /** Reports events into the workspace's trail, and is left alone. */
  readonly reporter: CreatedKey;
  readonly book: Book;
}

/** A change to ask for, chosen by the dice among those that are possible. */
export function nextStep(writer: Writer, dice: Dice): Step {
  const { keys, sessions, invitations } = writer.book;
  const spare = keys.filter(({ id, isRevoked }) => !isRevoked && id !== writer.reporter.id);
  const fresh = spare.filter(({ isRotated }) => !isRotated);
  const open = sessions.filter(({ isEnded }) => !isEnded);
  const pending = invitations.filter(({ isRevoked }) => !isRevoked);
  const choose = dice.oneOf([
    createKey,
    createKey,
    invite,
    report,
    report,
    signIn,
    ...(spare.length > 0 ? [() => revokeKey(writer, dice.oneOf(spare))] : []),
    ...(fresh.length > 0
      ? [() => rotateKey(writer, dice.oneOf(fresh)), () => rotateKey(writer, dice.oneOf(fresh))]
      : []),
    ...(open.length > 0 ? [() => refresh(writer, dice.oneOf(open)), () => endSession(writer, dice.oneOf(open))] : []),
    ...(pending.length > 0 ? [() => withdraw(writer, dice.oneOf(pending))] : []),
  ]);
  return choose(writer);
}

/** @param learn what an answer says was made or changed: the target of its event, or of each of its events */
function step(
  { book }: Writer,
  action: string,
  id: OperationId,
  asked: Asked,
  learn: (answer: Answer) => string | readonly string[],
): Step {
  return {
    id,
    asked,
    action,
    isKept: asked.headers !== undefined,
    learn: (answer) => {
      const targets = [learn(answer)].flat();
      book.events.push(...targets.map((target) => `${action} ${target}`));
    },
  };
}

const once = () => ({ 'Idempotency-Key': unique('one-attempt-of-a-client') });

/** A request by the person about their workspace, or something in it. */
const inWorkspace = ({ person, workspace }: Writer, path: Readonly<Record<string, string>> = {}) => ({
  as: person.session,
  path: { workspace: workspace.id, ...path },
});

function createKey(writer: Writer): Step {
  const body = { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } };
  const asked = { ...inWorkspace(writer), body, headers: once() };
  return step(writer, 'workspace_key.created', 'createWorkspaceKey', asked, ({ text }) => {
    const { id, secret } = JSON.parse(text) as CreatedKey;
    writer.book.keys.push({ id, isRevoked: false, isRotated: false, secrets: [secret] });
    return id;
  });
}

function rotateKey(writer: Writer, key: KnownKey): Step {
  const asked = { ...inWorkspace(writer, { token_id: key.id }), body: {}, headers: once() };
  return step(writer, 'workspace_key.rotated', 'rotateWorkspaceKey', asked, ({ text }) => {
    key.isRotated = true;
    key.secrets.push((JSON.parse(text) as CreatedKey).secret);
    return key.id;
  });
}

function revokeKey(writer: Writer, key: KnownKey): Step {
  const asked = inWorkspace(writer, { token_id: key.id });
  return step(writer, 'workspace_key.revoked', 'revokeWorkspaceKey', asked, () => {
    key.isRevoked = true;
    return key.id;
  });
}

function signIn(writer: Writer): Step {
  const asked = { body: { email: writer.person.email, password, kind: 'renewable' } };
  return step(writer, 'session.created', 'signIn', asked, ({ text }) => {
    const { session, access_token, refresh_token } = JSON.parse(text) as TokenPair;
    const { id } = session;
    writer.book.sessions.push({ id, isEnded: false, accessTokens: [access_token], refreshTokens: [refresh_token] });
    return id;
  });
}

function refresh(writer: Writer, session: KnownSession): Step {
  const asked = { form: formOf(session.refreshTokens.at(-1) ?? '') };
  return step(writer, 'session.refreshed', 'issueToken', asked, ({ text }) => {
    const { access_token, refresh_token } = JSON.parse(text) as Refreshed;
    session.accessTokens.push(access_token);
    session.refreshTokens.push(refresh_token);
    return session.id;
  });
}

function endSession(writer: Writer, session: KnownSession): Step {
  const asked = { as: writer.person.session, path: { session_id: session.id } };
  return step(writer, 'session.revoked', 'revokeSession', asked, () => {
    session.isEnded = true;
    return session.id;
  });
}

function invite(writer: Writer): Step {
  const body = { email: `${unique('guest')}@example.com`, role_id: 'viewer' };
  const asked = { ...inWorkspace(writer), body, headers: once() };
  return step(writer, 'invitation.created', 'createInvitation', asked, ({ text }) => {
    const { id } = JSON.parse(text) as { id: string };
    writer.book.invitations.push({ id, isRevoked: false });
    return id;
  });
}

function withdraw(writer: Writer, invitation: KnownInvitation): Step {
  const asked = inWorkspace(writer, { invitation_id: invitation.id });
  return step(writer, 'invitation.revoked', 'revokeInvitation', asked, () => {
    invitation.isRevoked = true;
    return invitation.id;
  });
}

/** The parts of one report, which are recorded all or none. */
export const eventsOfReport = 3;

function report(writer: Writer): Step {
  const ids = Array.from({ length: eventsOfReport }, () => unique('report'));
  const events = ids.map((id) => ({
    client_event_id: id,
    action: reportedAction,
    actor: { kind: 'workspace_key', id: writer.reporter.id },
    target: { type: 'invoice', id },
  }));
  const asked = { ...inWorkspace(writer), as: writer.reporter.secret, body: { events } };
  return step(writer, reportedAction, 'recordAuditEvents', asked, () => ids);
}

export const reportedAction = 'invoices.sent';
