/** Input that the reader can mend. Its message is the one sentence that the reader sees: what, where, what was expected. */
export class BadInput extends Error {
  override name = 'BadInput';
}
