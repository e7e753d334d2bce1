/** Shows the print button, which only a script can press. */
export function offerPrint(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      window.print();
    });
  }
}
