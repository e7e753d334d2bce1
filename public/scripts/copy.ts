/** A button that copies a field's text; without it the text is there to be selected. */
export function offerCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    const field = document.getElementById(button.dataset['copy'] ?? '');
    if (!(field instanceof HTMLInputElement)) continue;
    field.addEventListener('focus', () => {
      field.select();
    });
    // Browsers open the clipboard only to secure pages.
    if (!window.isSecureContext) continue;
    button.hidden = false;
    button.addEventListener('click', () => {
      field.select();
      void navigator.clipboard.writeText(field.value).then(() => {
        button.textContent = button.dataset['copied'] ?? button.textContent;
      });
    });
  }
}
