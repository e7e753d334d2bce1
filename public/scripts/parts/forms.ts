/** Forms that forgive: the error summary takes the focus, a second press does nothing, leaving with unsaved words asks first. */
export function guardForms(): void {
  document.querySelector<HTMLElement>('[data-focus]')?.focus();
  for (const form of document.querySelectorAll<HTMLFormElement>('form[method="post"]')) {
    let isChanged = false;
    form.addEventListener('input', () => {
      isChanged = true;
    });
    form.addEventListener('submit', (event) => {
      if (form.dataset['sent'] === 'yes') {
        event.preventDefault();
        return;
      }
      form.dataset['sent'] = 'yes';
      isChanged = false;
      // A page that comes back from the browser's memory can be sent again.
      addEventListener('pageshow', () => delete form.dataset['sent'], { once: true });
    });
    addEventListener('beforeunload', (event) => {
      if (isChanged && form.isConnected && form.querySelector('input[type="text"], textarea')) event.preventDefault();
    });
  }
  // Chips beside a date field write their day into it; filters may ask to be sent at once.
  for (const chip of document.querySelectorAll<HTMLButtonElement>('[data-fills]')) {
    chip.hidden = false;
    chip.addEventListener('click', () => {
      const field = document.getElementById(chip.dataset['fills'] ?? '');
      if (!(field instanceof HTMLInputElement)) return;
      field.value = chip.value;
      field.focus();
    });
  }
  for (const select of document.querySelectorAll<HTMLSelectElement>('select[data-send-on-change]'))
    select.addEventListener('change', () => select.form?.requestSubmit());
}
