/** Values of the right shape for every path parameter, which name nothing. */
export const samplePath = {
  workspace: 'sample',
  session_id: 'current',
  token_id: 'tok_01kafe00000000000000000001',
  key_id: 'A'.repeat(43),
  event_id: 'evt_01kafe00000000000000000001',
  user_id: 'usr_01kafe00000000000000000001',
  role_id: 'rol_01kafe00000000000000000001',
  invitation_id: 'inv_01kafe00000000000000000001',
};
