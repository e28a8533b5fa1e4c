import type { AnswerHeaders } from './operation.ts';

/** 200 with the representation that was asked for. */
export const ok = <Body>(body: Body, headers?: AnswerHeaders): { status: 200; body: Body; headers?: AnswerHeaders } =>
  headers === undefined ? { status: 200, body } : { status: 200, body, headers };

/** 201: the thing exists now, and `location` is where it can be read. */
export const created = <Body>(
  location: string,
  body: Body,
  headers: AnswerHeaders = {},
): { status: 201; body: Body; headers: AnswerHeaders } => ({
  status: 201,
  body,
  headers: { Location: location, ...headers },
});

export const noContent = (headers?: AnswerHeaders): { status: 204; body: undefined; headers?: AnswerHeaders } =>
  headers === undefined ? { status: 204, body: undefined } : { status: 204, body: undefined, headers };

/** 202: whatever follows, follows by mail. */
export const accepted = <const Body>(body: Body): { status: 202; body: Body } => ({ status: 202, body });
