// Generated from server/presets/ by `npm run generate`. Do not edit.
/** SHA-256 of each preset file that is shipped, which was judged before it was. */
export const judgedPresets: ReadonlySet<string> = new Set([
  // content.yaml
  'cb3996ea2c74ef6f4281fa1c2387866995edeb20e5b3b5d8e4870a444dd31fef',
  // default.yaml
  'df6ce3700cbb36a3e1a9b72bb15fbb0f525adec68f9b86792246ba9de9f380a8',
  // instances.yaml
  '377a2420224ca0e4be433d8d2670b9b3a8271a1f8bbfc5de3466a281c9432213',
  // organizations.yaml
  'f292adc0ef11badeada5776cf22d5cd815f6587d409bbf7d1a3f495be47ccf6c',
  // teams.yaml
  'e6f3d2dc1b5bbf7c0d37f208783ce2637950ad8c7f0c2b14358d6731cc8885dd',
  // tenants.yaml
  '06ad092d4a33b4084fc89b1be0a952da7a4423163b08a10ae4e5fcdbc81ec635',
]);
