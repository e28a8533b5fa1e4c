import { buildCall } from '../../call.ts';
import type { Check } from '../../check.ts';
import { isObject, normalisedText, objectOf, resolve, stringOf } from '../../contract/document.ts';
import { examplesIn, requestExamples } from '../../contract/examples.ts';
import { Violation } from '../../outcome.ts';
import { bodyOf } from '../../provision.ts';
import { bodyText, header } from '../../wire/exchange.ts';
import { samplePath } from '../sample-path.ts';

/** A deployment is set up once, and the run has done it before its first check. */
const onlyOnce = ['completeSetup'];

/**
 * Operations that succeed with a code that was mailed to somebody, and those that need a second member of a workspace, whom
 * only such a code brings in. A black box reads no mail, so it cannot make them succeed.
 */
const byMailedCode = [
  'confirmEmailChange',
  'completePasswordReset',
  'completeEmailVerification',
  'previewInvitation',
  'acceptInvitation',
  'declineInvitation',
  'removeMember',
];

/** A mail to the same address has to wait longer after the one before than a check may take. */
const afterLongWait = ['resendInvitation'];

export const documents: readonly Check[] = [
  {
    id: 'DOC-01/served',
    title: 'the contract is OpenAPI 3.1 and the one that is claimed, and can be kept by its ETag',
    isSmoke: true,
    run: async ({ call, contract, given, send, expect }) => {
      const served = await given.succeeds(call('getOpenapi'));
      const document = bodyOf(served);
      expect.that(/^3\.1\./.test(stringOf(document.openapi)), 'openapi 3.1', document.openapi, served.exchange);
      expect.that(
        normalisedText(document) === normalisedText(contract.document),
        'the claimed contract',
        'another document',
        served.exchange,
      );
      const tag = header(served.exchange.answer, 'etag') ?? '';
      const again = await send(call('getOpenapi', { headers: [['If-None-Match', tag]] }));
      expect.that(
        again.answer.status === 304 && again.answer.body.byteLength === 0,
        '304 without body',
        again.answer.status,
        again,
      );
    },
  },
  {
    id: 'DOC-01/references',
    title: 'the contract is complete: every reference in it leads somewhere, every operation has a name of its own',
    run: async ({ contract, expect }) => {
      const references: string[] = [];
      const visit = (node: unknown): void => {
        if (Array.isArray(node)) node.forEach(visit);
        if (!isObject(node)) return;
        if (typeof node.$ref === 'string') references.push(node.$ref);
        Object.values(node).forEach(visit);
      };
      visit(contract.document.paths);
      visit(contract.document.components);
      const lost = references.filter(($ref) => resolve(contract.document, { $ref }) === undefined);
      expect.that(lost.length === 0, 'references that resolve', lost);
      const ids = contract.operations.map(({ id }) => id);
      expect.that(new Set(ids).size === ids.length && !ids.includes(''), 'unique operation ids', ids);
    },
  },
  {
    id: 'DOC-02/every-operation',
    title: 'every operation can be made to succeed as documented',
    isSmoke: true,
    run: async ({ contract, tour, provision, expect }) => {
      const controls = await tour();
      const ifOpen = (await provision.signUpMode()) === 'closed' ? ['signUp'] : [];
      const left = new Set([...onlyOnce, ...byMailedCode, ...afterLongWait, ...ifOpen]);
      const missing = contract.operations.map(({ id }) => id).filter((id) => !controls.has(id) && !left.has(id));
      expect.that(missing.length === 0, 'a success of every operation', `none of ${missing.join(', ')}`);
    },
  },
  {
    id: 'DOC-02/exists',
    title: 'no documented operation is answered as unknown path, method or unfinished work',
    run: async ({ contract, call, given, provision, send, expect }) => {
      const control = await given.succeeds(call('getMe', { as: (await provision.owner()).session }));
      await expect.refused(control, { status: 404 }, (request) => ({ ...request, path: '/v1/not-an-operation' }));
      for (const operation of contract.operations) {
        const body = operation.requestContent.size > 0 ? { body: {} } : {};
        const exchange = await send(buildCall(contract, operation.id, { path: samplePath, ...body }));
        expect.that(
          ![404, 405, 501].includes(exchange.answer.status),
          `${operation.id} to exist`,
          exchange.answer.status,
          exchange,
        );
      }
    },
  },
  {
    id: 'DOC-04/nothing-undeclared',
    title: 'what is not in the contract is not there',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      const guesses = [
        '/v1/users/me',
        '/v1/admin',
        '/v1/debug',
        '/v1/internal',
        '/metrics',
        '/v1/metrics',
        '/graphql',
        '/v1/workspaces/all',
        '/server/src/main.ts',
        '/package.json',
      ];
      for (const path of guesses) {
        await expect.refused(control, { status: [404, 405] }, (request) => ({ ...request, path }));
      }
    },
  },
  {
    id: 'DOC-05/request-examples',
    title: 'every request example of the contract is valid',
    run: async (context) => {
      for (const operation of context.contract.operations) {
        for (const { value, schema } of requestExamples(context.contract, operation)) {
          const complaints = context.validation.requestComplaints(schema, value);
          if (complaints.length > 0)
            throw new Violation(`a valid request example of ${operation.id}`, complaints.join('; '));
        }
      }
    },
  },
  {
    id: 'DOC-05/response-examples',
    title: 'every response example of the contract is valid and shows nothing undeclared',
    run: async (context) => {
      for (const operation of context.contract.operations) {
        for (const [status, node] of Object.entries(objectOf(operation.raw.responses))) {
          for (const { value, schema } of examplesIn(
            context.contract,
            objectOf(resolve(context.contract.document, node)).content,
          )) {
            const complaints =
              operation.id === 'getOpenapi' ? [] : context.validation.responseComplaints(schema, value);
            if (complaints.length > 0)
              throw new Violation(`a valid ${status} example of ${operation.id}`, complaints.join('; '));
          }
        }
      }
    },
  },
  {
    id: 'DOC-07/health',
    title: 'health needs no credential and tells nothing but health',
    isSmoke: true,
    run: async ({ call, given, expect }) => {
      for (const operation of ['getLiveness', 'getReadiness']) {
        const { exchange } = await given.succeeds(call(operation));
        const text = bodyText(exchange.answer);
        expect.that(
          text.length < 200 && !/version|host|mongo|sqlite|path|uptime/i.test(text),
          'a word about health',
          text,
          exchange,
        );
      }
    },
  },
];
