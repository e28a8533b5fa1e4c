import { hash, timingSafeEqual } from 'node:crypto';
import { type DeploymentHead, deploymentHeadId, deploymentStream } from '../deployment/deployment.ts';
import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { requireStrongPassword } from '../passwords/password-policy.ts';
import { openSession } from '../sessions/open-session.ts';
import { presentSession } from '../sessions/present-session.ts';
import { newAccount } from '../users/new-account.ts';

/** Makes the first operator and signs them in. It works once, for whoever holds the token that the start printed. */
export const completeSetup: Operation<'completeSetup'> = async ({ body, heads, now, services }) => {
  const { sessions, users, deployment, hasher, catalog, setupToken } = services;
  const head = await heads.one<DeploymentHead>(deploymentHeadId);
  if (head?.is_set_up !== false)
    throw new ServiceError('gone', { detail: 'This deployment is set up already; its setup token is used.' });
  if (!isSameText(body.setup_token, setupToken))
    throw new ServiceError('invalid_token', { detail: 'The setup token is not the one that the server printed.' });
  requireStrongPassword(body.password, { serviceName: 'latchkey', email: body.email }, '/password');

  const userId = newIdentifier('usr');
  const passwordHash = await hasher.hash(body.password);
  const session = openSession({
    userId,
    epoch: 0,
    kind: 'sliding',
    clientName: null,
    brand: catalog.tokenBrand,
    limits: catalog.sessionLimits,
    now,
  });
  const actor = { kind: 'user', id: userId, name: body.name } as const;
  const credential = { kind: 'setup_token', id: null, name: null } as const;

  return {
    events: [
      {
        action: 'deployment.set_up',
        stream: deploymentStream,
        target: { type: 'user', id: userId, name: body.name },
        actor,
        credential,
      },
      {
        action: 'session.created',
        stream: deploymentStream,
        target: { type: 'session', id: session.record._id, name: null },
        actor,
        credential,
      },
    ],
    changes: [
      deployment.completeSetup(new ServiceError('gone')),
      ...newAccount(services, {
        id: userId,
        email: body.email,
        name: body.name,
        passwordHash,
        isOperator: true,
        emailVerified: true,
        now,
      }),
      ...users.recordLogin(userId, now),
      ...sessions.insert(session),
    ],
    answer: created(`/v1/sessions/${session.record._id}`, {
      type: 'session_token',
      session: presentSession(session.record, session.head, true),
      session_token: session.token.value,
    }),
  };
};

/** Digests first, so that neither the time nor the length of the comparison says anything about the token. */
const isSameText = (given: string, expected: string): boolean =>
  timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'));
