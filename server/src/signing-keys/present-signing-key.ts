import { wireTime, wireTimeOrNull } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';
import type { KeyStanding } from './key-timeline.ts';
import type { SigningKeyDocument } from './signing-key.ts';

type WireSigningKey = Wire<'rotateSigningKey', 201>;

export const presentSigningKey = (key: SigningKeyDocument, { phase, retirableAt }: KeyStanding): WireSigningKey => ({
  key_id: key._id,
  algorithm: key.algorithm,
  state: phase,
  created_at: wireTime(key.created_at),
  signs_from: wireTime(key.signs_from),
  retirable_at: wireTimeOrNull(phase === 'superseded' ? retirableAt : null),
  retired_at: wireTimeOrNull(key.retired_at),
});
