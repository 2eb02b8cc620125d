/** What the user can put right: told as a sentence, without a stack. */
export class Trouble extends Error {}
