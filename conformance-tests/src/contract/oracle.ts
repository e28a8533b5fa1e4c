import type { SecretLedger } from '../secret-ledger.ts';
import { bodyText, type Exchange, header, mediaType } from '../wire/exchange.ts';
import type { Contract, DocumentedResponse, Operation } from './contract.ts';
import { documentedResponse } from './documented-response.ts';
import { type Finding, finding } from './finding.ts';
import { documentedHeaders, statusHeaders } from './header-rules.ts';
import { nothingOfTheInside, problemRules } from './problem-rules.ts';
import type { SchemaValidation } from './schema-validation.ts';
import { learnSecrets } from './secrets-in-answers.ts';

/** Judges every response of a run by the contract alone: what was asked does not matter, what was promised does. */
export interface Oracle {
  judge(exchange: Exchange): readonly Finding[];
}

/** The requirements that the oracle watches on every response. */
export const oracleRequirements = [
  'HTTP-01',
  'HTTP-02',
  'HTTP-03',
  'HTTP-04',
  'HTTP-05',
  'HTTP-06',
  'HTTP-08',
  'HTTP-25',
  'HTTP-26',
  'HTTP-28',
  'ERR-01',
  'ERR-02',
  'ERR-03',
  'ERR-05',
  'ERR-08',
  'ERR-09',
  'KEY-02',
] as const;

/** Its members are defined by OpenAPI and not by itself, and the secrets in its examples are none. */
const theContractItself = 'getOpenapi';

const judgeBody = (
  exchange: Exchange,
  operation: Operation,
  response: DocumentedResponse,
  validation: SchemaValidation,
): Finding[] => {
  const { answer, request } = exchange;
  if (request.method === 'HEAD' || answer.status === 304) return [];
  const type = mediaType(answer);
  if (response.content.size === 0) {
    return answer.body.byteLength === 0 ? [] : [finding('HTTP-03', 'no body', type ?? 'a body without Content-Type')];
  }
  if (type === undefined || !response.content.has(type)) {
    return [finding('HTTP-03', [...response.content.keys()].join(' or '), type ?? 'no Content-Type')];
  }
  if (type === 'application/x-ndjson') return judgeLines(answer.body);
  if (!type.endsWith('json')) return [];
  const parsed = parse(answer.body);
  if (parsed === undefined) return [finding('HTTP-03', 'JSON in UTF-8', 'bytes that do not parse')];
  const schema = response.content.get(type);
  if (schema === undefined) return [];
  const complaints = operation.id === theContractItself ? validation.requestComplaints : validation.responseComplaints;
  return complaints(schema, parsed.value).map((complaint) =>
    finding('HTTP-02', `a body as documented for ${answer.status}`, complaint),
  );
};

/** Newline-delimited JSON: every line is a document, and the last one is complete. */
const judgeLines = (body: Uint8Array): Finding[] => {
  const lines = Buffer.from(body).toString('latin1').split('\n');
  const isComplete = lines.pop() === '' && lines.every((line) => parse(Buffer.from(line, 'latin1')) !== undefined);
  return isComplete ? [] : [finding('HTTP-03', 'a JSON document in UTF-8 on every line', 'a line that does not parse')];
};

const parse = (body: Uint8Array): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) };
  } catch {
    return undefined;
  }
};

/** A request the contract knows nothing of: only the answers for unknown paths and methods are right. */
const judgeUnknown = (exchange: Exchange, methods: readonly string[]): Finding[] => {
  const { status } = exchange.answer;
  const isProbe = ['OPTIONS', 'HEAD', 'TRACE', 'CONNECT'].includes(exchange.request.method);
  if (isProbe || status >= 400) return [];
  return [
    finding(
      'HTTP-01',
      methods.length === 0 ? '404 for an unknown path' : '405 for an undeclared method',
      String(status),
    ),
  ];
};

/** A refresh within the grace of the one before is answered with the same successor again (REF-10). */
const sameSuccessor = 'issueToken.refresh_token';

/** ERR-09 and KEY-02: a secret is shown by the answer that makes it, and never again. */
const judgeSecrets = (exchange: Exchange, operationId: string | undefined, secrets: SecretLedger): Finding[] => {
  const isRefresh = operationId === 'issueToken';
  const shown = secrets.namesIn(bodyText(exchange.answer)).filter((name) => !isRefresh || name !== sameSuccessor);
  if (shown.length === 0 || header(exchange.request, 'idempotency-key') !== undefined) return [];
  const requirement = exchange.answer.status >= 400 ? 'ERR-09' : 'KEY-02';
  return [finding(requirement, 'no secret that was seen before', shown.join(', '))];
};

export const createOracle = (contract: Contract, validation: SchemaValidation, secrets: SecretLedger): Oracle => ({
  judge: (exchange) => {
    const { operation, methods } = contract.match(exchange.request.method, exchange.request.path);
    const shownAgain = judgeSecrets(exchange, operation?.id, secrets);
    if (operation?.id !== theContractItself) learnSecrets(exchange, operation?.id ?? 'unknown', secrets);
    const isSensitive = operation?.needsCredential === true || secrets.namesIn(bodyText(exchange.answer)).length > 0;
    const findings = [
      ...shownAgain,
      ...statusHeaders(exchange, isSensitive),
      ...problemRules(exchange, contract),
      ...nothingOfTheInside(exchange),
    ];
    if (operation === undefined) findings.push(...judgeUnknown(exchange, methods));
    else {
      const response = documentedResponse(operation, exchange.answer.status);
      if (response === undefined) {
        const documented = [...operation.responses.keys()].join(', ');
        findings.push(
          finding('HTTP-01', `a status documented for ${operation.id}: ${documented}`, String(exchange.answer.status)),
        );
      } else {
        findings.push(
          ...judgeBody(exchange, operation, response, validation),
          ...documentedHeaders(exchange, response, validation),
        );
      }
    }
    return findings;
  },
});
