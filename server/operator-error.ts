/**
 * Something that whoever runs Plumbline can put right. The message is whole sentences that say what and how; it is
 * shown as it stands, without a stack.
 */
export class OperatorError extends Error {
  override name = 'OperatorError';
}
