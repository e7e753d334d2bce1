/*
 * The words of the regulator (1401/06/21) for leaving and joining: a subscriber answers 11, or the word itself, to stop and 12 to join again.
 * They are a protocol between senders and subscribers, the same whatever language the program is read in.
 */

/** The word for «cancel», as text keys fold it. */
export const CANCEL_WORD = 'لغو';
/** How a message tells its reader to stop it. */
export const STOP_LINE = 'لغو۱۱';
