/** Moves the focus to what the page wants to be read first, such as the error summary. */
export function focusFirst(): void {
  document.querySelector<HTMLElement>('[data-focus]')?.focus();
}
