const OFF = 'shortcuts-off';

/** Single keys at the desk: «/» finds, n enrolls, v records a visit, ? lists them; they can be turned off, and rest while somebody types. */
export function listenForShortcuts(): void {
  const sheet = document.querySelector<HTMLDialogElement>('#shortcuts');
  const opener = document.querySelector<HTMLElement>('[data-shortcuts]');
  if (!sheet || !opener) return;
  opener.hidden = false;
  opener.addEventListener('click', () => sheet.showModal());
  const choice = sheet.querySelector<HTMLInputElement>('[data-shortcuts-on]');
  if (choice) {
    choice.checked = localStorage.getItem(OFF) === null;
    choice.addEventListener('change', () => {
      if (choice.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, 'yes');
    });
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector('dialog[open]')) return;
    if (localStorage.getItem(OFF) !== null) return;
    if (event.code === 'Slash' && event.shiftKey) {
      event.preventDefault();
      sheet.showModal();
      return;
    }
    const target = event.shiftKey ? undefined : [...document.querySelectorAll<HTMLElement>('[data-key]')].find((one) => isKey(one, event));
    if (!target) return;
    event.preventDefault();
    if (target instanceof HTMLInputElement) target.select();
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) target.focus();
    else target.click();
  });
}

/** The place on the keyboard counts as well as the letter, because a Persian layout writes another letter there. */
function isKey(element: HTMLElement, event: KeyboardEvent): boolean {
  const key = element.dataset['key'] ?? '';
  return event.key === key || event.code === (key === '/' ? 'Slash' : `Key${key.toUpperCase()}`);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));
}
