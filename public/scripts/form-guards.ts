/** Until then a second press of the same button is the same wish; after it, the answer was a download and the form may be sent again. */
const SAME_WISH_MS = 8000;

/** A form that is on its way is not sent a second time. */
export function sendOnce(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== 'post') return;
    if (form.dataset['sent']) {
      event.preventDefault();
      return;
    }
    form.dataset['sent'] = 'yes';
    markButtons(form, true);
    setTimeout(() => release(form), SAME_WISH_MS);
  });
  // A page that comes back from the history is a fresh one.
  addEventListener('pageshow', () => document.querySelectorAll('form').forEach(release));
}

/** Leaving a page with something typed and not saved asks first; Ctrl+Enter saves. */
export function guardTyping(): void {
  const changed = new WeakSet<HTMLFormElement>();
  const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-save]')];
  for (const form of forms) {
    form.addEventListener('input', () => changed.add(form));
    form.addEventListener('submit', () => changed.delete(form));
    form.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }
  addEventListener('beforeunload', (event) => {
    if (forms.some((form) => changed.has(form) && !form.dataset['sent'])) event.preventDefault();
  });
}

function release(form: HTMLFormElement): void {
  delete form.dataset['sent'];
  markButtons(form, false);
}

function markButtons(form: HTMLFormElement, isSent: boolean): void {
  for (const button of form.querySelectorAll('button[type="submit"]')) {
    if (isSent) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
}
