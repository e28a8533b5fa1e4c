import type { Contract } from '../contract/contract.ts';
import { createOracle } from '../contract/oracle.ts';
import type { SchemaValidation } from '../contract/schema-validation.ts';
import { createSecretLedger } from '../secret-ledger.ts';
import type { Exchange } from '../wire/exchange.ts';
import { plantedSecret, type WireFault } from './wire-faults.ts';

/** The requirements that the oracle finds broken by one answer, at a target of which it knows one secret and nothing else. */
export const brokenBy = (exchange: Exchange, contract: Contract, validation: SchemaValidation): readonly string[] => {
  const secrets = createSecretLedger();
  secrets.remember(plantedSecret, 'planted secret');
  const findings = createOracle(contract, validation, secrets).judge(exchange);
  return [...new Set(findings.map(({ requirement }) => requirement))];
};

/** Whether one of the requirements that have to notice does. */
export const isNoticed = (
  { exchange, requirements }: WireFault,
  contract: Contract,
  validation: SchemaValidation,
): boolean => brokenBy(exchange, contract, validation).some((requirement) => requirements.includes(requirement));
