import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { days } from '../clock.ts';
import { deploymentStream } from '../deployment/deployment.ts';
import { type DeploymentSecrets, openBox, sealBox } from '../signing-keys/sealed-box.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Document, Store } from '../storage/port.ts';
import { type SignedStatement, type Statement, type StatementPurpose, statementBytes } from './checkpoint.ts';
import { recordSystemEvent } from './system-event.ts';

/** RFC 8037: a public Ed25519 key. */
export type AuditPublicJwk = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string };

/** A document of `audit_keys`. Its id is the RFC 7638 thumbprint of the public half. */
export interface AuditKeyDocument extends Document {
  /** From 1; the highest signs. */
  readonly number: number;
  readonly public_jwk: AuditPublicJwk;
  /** PKCS #8, sealed; see `sealed-box.ts`. */
  readonly sealed_private_key: string;
  readonly created_at: number;
}

/** Signs a statement about a chain. */
export type SignStatement = (purpose: StatementPurpose, about: Omit<Statement, 'key_id'>) => Promise<SignedStatement>;

const longestUse = days(365);

const bindingOf = (keyId: string) => ({ purpose: 'audit-key', associatedData: keyId });

/**
 * The keys that checkpoints are signed with: never those of access tokens, so that neither can speak for the other. A key is
 * followed by the next after a year, or when the deployment's secret no longer opens it; public halves stay published.
 */
export const auditKeyStore = (store: Store, secrets: DeploymentSecrets) => {
  /** The newest first. */
  const all = async (): Promise<AuditKeyDocument[]> =>
    (await store.find<AuditKeyDocument>('audit_keys', {})).sort((a, b) => b.number - a.number);

  const privateKeyOf = (key: AuditKeyDocument): Buffer | undefined =>
    openBox(key.sealed_private_key, bindingOf(key._id), secrets);

  async function current(now: number): Promise<{ readonly id: string; readonly pkcs8: Buffer }> {
    for (;;) {
      const [newest] = await all();
      const pkcs8 = newest === undefined ? undefined : privateKeyOf(newest);
      if (newest !== undefined && pkcs8 !== undefined && now - newest.created_at < longestUse) {
        return { id: newest._id, pkcs8 };
      }
      await makeNext((newest?.number ?? 0) + 1, now);
    }
  }

  /** Of several processes that make the next key at once, one does. */
  async function makeNext(number: number, now: number): Promise<void> {
    const key = newAuditKey(number, secrets, now);
    const event = recordSystemEvent(
      {
        action: 'audit_key.created',
        stream: deploymentStream,
        target: { type: 'audit_key', id: key._id, name: null },
      },
      now,
    );
    await commitUnlessOvertaken(
      store,
      [event],
      [
        { insert: 'names', document: { _id: `audit_key:${number}`, key_id: key._id } },
        { insert: 'audit_keys', document: key },
      ],
    );
  }

  const signStatement: SignStatement = async (purpose, about) => {
    const { id, pkcs8 } = await current(about.created_at);
    const statement: Statement = { ...about, key_id: id };
    const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
    const signature = sign(null, statementBytes(purpose, statement), privateKey).toString('base64url');
    return { ...statement, signature };
  };

  return {
    all,
    sign: signStatement,

    /** Whether one of our own keys has signed it. */
    async isOurs(purpose: StatementPurpose, statement: SignedStatement): Promise<boolean> {
      const key = await store.findOne<AuditKeyDocument>('audit_keys', { _id: statement.key_id });
      if (key === undefined) return false;
      const publicKey = createPublicKey({ key: { ...key.public_jwk }, format: 'jwk' });
      return verify(null, statementBytes(purpose, statement), publicKey, Buffer.from(statement.signature, 'base64url'));
    },
  };
};

export type AuditKeyStore = ReturnType<typeof auditKeyStore>;

function newAuditKey(number: number, secrets: DeploymentSecrets, now: number): AuditKeyDocument {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const { x } = publicKey.export({ format: 'jwk' });
  if (x === undefined) throw new TypeError('not an Ed25519 key');
  const id = thumbprint(x);
  return {
    _id: id,
    number,
    public_jwk: { kty: 'OKP', crv: 'Ed25519', x },
    sealed_private_key: sealBox(privateKey.export({ type: 'pkcs8', format: 'der' }), bindingOf(id), secrets),
    created_at: now,
  };
}

/** RFC 7638 §3, RFC 8037 §2. */
const thumbprint = (x: string): string =>
  createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url');
