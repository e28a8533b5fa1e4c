import assert from 'node:assert/strict';
import type { OperationId } from '../../src/operation/operation.ts';
import type { Dice } from '../authorization/random-world.ts';
import {
  type CreatedKey,
  createKey,
  createWorkspace,
  type Person,
  password,
  signUpPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import { formOf, type Refreshed, type TokenPair } from '../support/renewable.ts';
import type { Asked, TestClient } from '../support/test-client.ts';

/** One request for a change, and what its success teaches. */
export interface Step {
  readonly id: OperationId;
  readonly asked: Asked;
  /** Whether it carries an Idempotency-Key, so that its answer can be had again. */
  readonly isKept: boolean;
  /** The event of its effect. */
  readonly action: string;
  learn(answer: Answer): void;
}

interface KnownKey {
  readonly id: string;
  isRevoked: boolean;
  isRotated: boolean;
  readonly secrets: string[];
}

interface KnownSession {
  readonly id: string;
  isEnded: boolean;
  /** Access tokens, and the refresh tokens in their order: the last one is current. */
  readonly accessTokens: string[];
  readonly refreshTokens: string[];
}

interface KnownInvitation {
  readonly id: string;
  isRevoked: boolean;
}

/** What was acknowledged to a client, and nothing else. */
export interface Book {
  readonly keys: KnownKey[];
  readonly sessions: KnownSession[];
  readonly invitations: KnownInvitation[];
  /** `action target` of each event that there has to be. */
  readonly events: string[];
  /** Steps with an Idempotency-Key, and the bytes that they were answered with. */
  readonly answers: { readonly step: Step; readonly text: string }[];
  /** Attempts whose outcome nobody told: each may have had its effect. */
  readonly doubts: Step[];
}

export interface Client {
  readonly person: Person;
  readonly workspace: Workspace;
  readonly book: Book;
  /** A change to ask for, chosen by the dice among those that are possible. */
  next(dice: Dice): Step;
}

/** A person with a workspace of their own, and a key that reports events into its trail. */
export async function newClient(server: TestClient): Promise<Client> {
  const person = await signUpPerson(server);
  const workspace = await createWorkspace(server, person);
  const { body: reporter } = await createKey(server, { owner: person, workspace });
  const book: Book = { keys: [], sessions: [], invitations: [], answers: [], doubts: [], events: [] };
  book.events.push(`workspace.created ${workspace.id}`, `workspace_key.created ${reporter.id}`);
  book.keys.push({ id: reporter.id, isRevoked: false, isRotated: false, secrets: [reporter.secret] });

  const { keys, sessions, invitations, events } = book;
  const as = person.session;
  const inWorkspace = { workspace: workspace.id };
  /** Its event is about what the answer or the path names. */
  const step = (
    action: string,
    id: OperationId,
    asked: Asked,
    learn: (answer: Answer) => string | readonly string[],
  ): Step => ({
    id,
    asked,
    action,
    isKept: asked.headers !== undefined,
    learn: (answer) => {
      const targets = [learn(answer)].flat();
      events.push(...targets.map((target) => `${action} ${target}`));
    },
  });
  const once = () => ({ 'Idempotency-Key': unique('one-attempt-of-a-client') });

  const createAKey = (): Step => {
    const body = { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } };
    const asked = { as, path: inWorkspace, body, headers: once() };
    return step('workspace_key.created', 'createWorkspaceKey', asked, ({ text }) => {
      const { id, secret } = JSON.parse(text) as CreatedKey;
      keys.push({ id, isRevoked: false, isRotated: false, secrets: [secret] });
      return id;
    });
  };
  const rotate = (key: KnownKey): Step => {
    const asked = { as, path: { ...inWorkspace, token_id: key.id }, body: {}, headers: once() };
    return step('workspace_key.rotated', 'rotateWorkspaceKey', asked, ({ text }) => {
      key.isRotated = true;
      key.secrets.push((JSON.parse(text) as CreatedKey).secret);
      return key.id;
    });
  };
  const revoke = (key: KnownKey): Step =>
    step('workspace_key.revoked', 'revokeWorkspaceKey', { as, path: { ...inWorkspace, token_id: key.id } }, () => {
      key.isRevoked = true;
      return key.id;
    });
  const signIn = (): Step =>
    step('session.created', 'signIn', { body: { email: person.email, password, kind: 'renewable' } }, ({ text }) => {
      const pair = JSON.parse(text) as TokenPair;
      const { id } = pair.session;
      sessions.push({ id, isEnded: false, accessTokens: [pair.access_token], refreshTokens: [pair.refresh_token] });
      return id;
    });
  const refresh = (session: KnownSession): Step =>
    step('session.refreshed', 'issueToken', { form: formOf(session.refreshTokens.at(-1) ?? '') }, ({ text }) => {
      const renewed = JSON.parse(text) as Refreshed;
      session.accessTokens.push(renewed.access_token);
      session.refreshTokens.push(renewed.refresh_token);
      return session.id;
    });
  const signOut = (session: KnownSession): Step =>
    step('session.revoked', 'revokeSession', { as, path: { session_id: session.id } }, () => {
      session.isEnded = true;
      return session.id;
    });
  const invite = (): Step => {
    const asked = {
      as,
      path: inWorkspace,
      body: { email: `${unique('guest')}@example.com`, role_id: 'viewer' },
      headers: once(),
    };
    return step('invitation.created', 'createInvitation', asked, ({ text }) => {
      const { id } = JSON.parse(text) as { id: string };
      invitations.push({ id, isRevoked: false });
      return id;
    });
  };
  const withdraw = (invitation: KnownInvitation): Step => {
    const path = { ...inWorkspace, invitation_id: invitation.id };
    return step('invitation.revoked', 'revokeInvitation', { as, path }, () => {
      invitation.isRevoked = true;
      return invitation.id;
    });
  };
  const report = (): Step => {
    const ids = [unique('report'), unique('report'), unique('report')];
    const reported = ids.map((id) => ({
      client_event_id: id,
      action: 'invoices.sent',
      actor: { kind: 'workspace_key', id: reporter.id },
      target: { type: 'invoice', id },
    }));
    const asked = { as: reporter.secret, path: inWorkspace, body: { events: reported } };
    return step('invoices.sent', 'recordAuditEvents', asked, () => ids);
  };

  return {
    person,
    workspace,
    book,
    next: (dice) => {
      const spare = keys.slice(1).filter(({ isRevoked }) => !isRevoked);
      const fresh = spare.filter(({ isRotated }) => !isRotated);
      const open = sessions.filter(({ isEnded }) => !isEnded);
      const pending = invitations.filter(({ isRevoked }) => !isRevoked);
      return dice.oneOf([
        createAKey,
        createAKey,
        invite,
        report,
        report,
        signIn,
        ...(spare.length > 0 ? [() => revoke(dice.oneOf(spare))] : []),
        ...(fresh.length > 0 ? [() => rotate(dice.oneOf(fresh)), () => rotate(dice.oneOf(fresh))] : []),
        ...(open.length > 0 ? [() => refresh(dice.oneOf(open)), () => signOut(dice.oneOf(open))] : []),
        ...(pending.length > 0 ? [() => withdraw(dice.oneOf(pending))] : []),
      ])();
    },
  };
}

/** An answer, or undefined if nobody can know what became of the request: no answer came, or one that says so. */
export async function ask(server: TestClient, { id, asked }: Step): Promise<Answer | undefined> {
  try {
    const answer = await server.ask(id, asked);
    if (answer.status !== 503) return answer;
    assert.match(answer.headers['retry-after'] ?? '', /^\d+$/, 'a 503 says when to come again');
    return undefined;
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error;
    return undefined;
  }
}

export function requireSuccess(step: Step, answer: Answer): void {
  assert.ok(answer.status < 300, `${step.id} → ${answer.status} ${answer.text}`);
}

/** Writes down a success. Of an attempt in doubt that was made again nothing is in doubt any more, unless it is one that may count twice. */
export function takeIn({ book }: Client, step: Step, answer: Answer): void {
  step.learn(answer);
  if (step.isKept) book.answers.push({ step, text: answer.text });
  if (step.action === 'session.created') return;
  for (let at = book.doubts.indexOf(step); at !== -1; at = book.doubts.indexOf(step)) book.doubts.splice(at, 1);
}
