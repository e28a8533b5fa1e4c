export type { Failure } from './faulty-proxy.ts';
export type { MintTokenOptions, Person, SignInOptions, TestService, TestServiceOptions } from './test-service.ts';
export { startTestService } from './test-service.ts';
