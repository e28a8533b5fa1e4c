import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';
import { setUpOperator } from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import { prepareRequests } from '../support/prepared-requests.ts';
import { sendRaw } from '../support/raw-socket.ts';
import { type Asked, requestOf } from '../support/test-client.ts';
import { onEachServer } from '../support/test-server.ts';

const listed = 'https://app.example.com';
const everyOperation = Object.keys(operationTable) as OperationId[];

/** Documents that are the same for everybody may be kept; nothing else may. */
const kept: ReadonlySet<OperationId> = new Set<OperationId>([
  'getOpenapi',
  'getCatalog',
  'getJwks',
  'getServerMetadata',
  'getAuthzenMetadata',
]);

/** Whoever restarts the service by what these say must hear them through any crowd. */
const probes: readonly OperationId[] = ['getLiveness', 'getReadiness'];

/** What ends somebody's credentials comes after what needs them. */
const endings: ReadonlySet<OperationId> = new Set<OperationId>(['suspendUser', 'deleteUser', 'endUserCredentials']);

const withoutCredential = ({ as: _left, ...asked }: Asked): Asked => asked;

/** A secret or a signed token of ours, in whatever it stands. */
const secret = /z[srpkx]_(?:(?:live|test)_)?[0-9A-Za-z]{38}|eyJ[\w-]+\.[\w-]+\.[\w-]+/;

/** What hands a secret over: it is made by this very request. */
const handsOver: ReadonlySet<OperationId> = new Set<OperationId>([
  'createPersonalToken',
  'createServiceKey',
  'createWorkspaceKey',
  'issueToken',
  'mintAccessToken',
  'reauthenticate',
  'rotatePersonalToken',
  'rotateServiceKey',
  'rotateWorkspaceKey',
  'signIn',
]);

/** What a browser is told by every answer, whatever it is about. */
function requireProtected(about: string, { status, headers }: Answer, mayBeKept = false): void {
  const said = `${about} → ${status}`;
  assert.equal(headers['x-content-type-options'], 'nosniff', said);
  assert.equal(headers['content-security-policy'], "default-src 'none'; frame-ancestors 'none'", said);
  assert.equal(headers['referrer-policy'], 'no-referrer', said);
  assert.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains', said);
  assert.equal(headers['cache-control'], mayBeKept ? 'public, max-age=60' : 'no-store', said);
  assert.equal(headers.server, undefined, said);
  assert.equal(headers['x-powered-by'], undefined, said);
}

onEachServer(
  'the headers of every answer',
  (at) => {
    let prepared: ReadonlyMap<OperationId, Asked>;
    before(async () => {
      prepared = await prepareRequests(at.server);
    });
    const askedOf = (id: OperationId): Asked => prepared.get(id) ?? {};

    /** What an outage, a defect and each earlier step of the path make of a request. */
    const refusals: Readonly<Record<string, (id: OperationId) => Promise<Answer>>> = {
      'without a credential': (id) => at.server.ask(id, withoutCredential(askedOf(id))),
      'with a wrong credential': (id) => at.server.ask(id, { ...askedOf(id), as: `zs_${'0'.repeat(38)}` }),
      'with an unknown parameter': (id) => at.server.ask(id, { ...askedOf(id), query: { unlisted: 'x' } }),
      'in a form that is not spoken': (id) => at.server.ask(id, { ...askedOf(id), headers: { Accept: 'text/html' } }),
      'of another media type': (id) =>
        at.server.send({ ...requestOf(id, askedOf(id)), headers: { 'Content-Type': 'text/plain' } }),
      'by a method that is not there': (id) =>
        at.server.send({ method: 'PATCH', path: `${requestOf(id, askedOf(id)).path}/nothing` }),
      'while the store is away': async (id) => {
        at.server.watched.failWith(new StoreUnavailable(new Error('canary of the outage')));
        return at.server.ask(id, askedOf(id));
      },
      'with a defect below': async (id) => {
        at.server.watched.failWith(new Error('canary of the defect at /srv/latchkey/file.ts:1 E11000 index: of_user'));
        return at.server.ask(id, askedOf(id));
      },
    };

    for (const [how, ask] of Object.entries(refusals)) {
      it(`protect the reader when an operation is asked ${how}`, async () => {
        for (const id of everyOperation) {
          const answer = await ask(id);
          at.server.watched.failWith(undefined);
          requireProtected(`${id} ${how}`, answer, kept.has(id) && answer.status === 200);
          if (!handsOver.has(id) && id !== 'getOpenapi') assert.doesNotMatch(answer.text, secret, id);
          assert.doesNotMatch(answer.text, /canary|of_user|\/srv|E11000/, id);
        }
      });
    }

    it('an outage is a 503 that says when to come back, and a defect a 500 that says nothing of it', async () => {
      const { server } = at;
      const asked = askedOf('listSessions');
      server.watched.failWith(new StoreUnavailable(new Error('x')));
      assert.equal((await server.refuse('listSessions', 'unavailable', asked)).headers['retry-after'], '2');
      server.watched.failWith(new Error('x'));
      await server.refuse('listSessions', 'internal_error', asked);
      server.watched.failWith(undefined);
    });

    it('protect the reader when there is no such path, and when the bytes are no request', async () => {
      requireProtected('unknown path', await at.server.send({ method: 'GET', path: '/v1/teapots' }));
      requireProtected('preflight', await at.server.send({ method: 'OPTIONS', path: '/v1/me' }));
      const [unreadable] = await sendRaw(at.server.port, 'hello\r\n\r\n');
      assert.ok(unreadable);
      requireProtected('no request', unreadable);
    });

    it('open no answer to an origin that is not listed, by whatever trick its name resembles one, on any path', async () => {
      const own = 'https://localhost:8443';
      const origins = [
        ['null', '*', '', 'https://', 'file://', 'data:', own.replace('https', 'http'), own],
        [`${listed}.evil.example`, `${listed}:443`, `${listed}:444`, `${listed}/`, `${listed}%60.evil.example`],
        ['http://app.example.com', 'https://APP.example.com', 'https://app.example.com.', 'https://app.example.co'],
        ['https://appXexample.com', 'https://evil.example?https://app.example.com', 'https://x.app.example.com'],
        [`https://evil.example, ${listed}`, `${listed}@evil.example`, `https://evil.example#${listed}`],
      ].flat();
      for (const id of everyOperation) {
        const sent = requestOf(id, { path: askedOf(id).path ?? {} });
        for (const Origin of origins) {
          const { headers } = await at.server.send({ method: 'OPTIONS', path: sent.path, headers: { Origin } });
          assert.equal(headers['access-control-allow-origin'], undefined, `${id} ${Origin}`);
          assert.equal(headers['access-control-allow-credentials'], undefined);
          assert.match(headers.vary ?? '', /(?:^|, )Origin/);
        }
        const refused = await at.server.send({ ...sent, headers: { Origin: 'https://evil.example' } });
        assert.equal(refused.headers['access-control-allow-origin'], undefined, id);
        assert.match(refused.headers.vary ?? '', /(?:^|, )Origin/, id);
        const readable = await at.server.send({ ...sent, headers: { Origin: listed } });
        assert.equal(readable.headers['access-control-allow-origin'], listed, id);
      }
    });

    // Last, because it uses the prepared requests up.
    it('protect the reader when an operation is carried out, and only what makes a secret shows one', async () => {
      const refused: OperationId[] = [];
      const lasting = everyOperation.filter((id) => !endings.has(id));
      for (const id of [...lasting, ...endings]) {
        const answer = await at.server.ask(id, askedOf(id));
        requireProtected(id, answer, kept.has(id));
        if (!handsOver.has(id) && id !== 'getOpenapi') assert.doesNotMatch(JSON.stringify(answer), secret, id);
        if (answer.status >= 300) refused.push(id);
      }
      // What is for everybody was carried out above; the only owner stays, and there is one rotation of keys at a time.
      assert.deepEqual(
        refused.filter((id) => operationTable[id].permission !== 'public'),
        ['deleteMe', 'rotateSigningKey'],
      );
    });
  },
  {
    environment: { ISSUER: 'https://localhost:8443', CORS_ORIGINS: listed, REQUESTS_PER_MINUTE: '1000000' },
  },
);

onEachServer(
  'the headers of an answer to a caller that asks too often',
  (at) => {
    it('protect the reader, say how long to wait, and leave only the probes of health alone', async () => {
      const { server } = at;
      const { session } = await setUpOperator(server);
      const isAllowed = async (asked: Asked, id: OperationId): Promise<boolean> =>
        (await server.ask(id, asked)).status !== 429;
      while (await isAllowed({}, 'getCatalog'));
      while (await isAllowed({ as: session }, 'getMe'));
      for (const id of everyOperation.filter((each) => !probes.includes(each))) {
        const as = operationTable[id].permission === 'public' ? {} : { as: session };
        const { body, ...answer } = await server.refuse(id, 'rate_limit_exceeded', { ...as, body: undefined });
        requireProtected(id, answer);
        assert.equal(Number(answer.headers['retry-after']), body.retry_after_seconds, id);
        assert.match(answer.headers.ratelimit ?? '', /^"default";r=0;t=\d+$/, id);
      }
      for (const id of probes) assert.equal((await server.ask(id)).status, 200, id);
    });
  },
  { environment: { ISSUER: 'https://localhost:8443', REQUESTS_PER_MINUTE: '10' } },
);
