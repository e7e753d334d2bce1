/*
 * A cell that begins with = + - @ (or a tab, a line break, a NUL) can be run as a formula by the program that opens the file.
 * Exports put an apostrophe before it; imports take that apostrophe away again, so our own exports come back as they left.
 */
const BEGINS_FORMULA = /^[=+\-@\t\r\n\0＝＋－＠]/;

/** The text as it may stand in an exported cell. */
export function defuse(text: string): string {
  return BEGINS_FORMULA.test(text) ? `'${text}` : text;
}

/** The text that a defused cell held. */
export function undefuse(text: string): string {
  return text.startsWith("'") && BEGINS_FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
