/** Keys of the desk: / finds, n opens a new member, v records a visit, Ctrl+Enter saves, ? lists them, Escape closes. */
export function listenForShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const form = (event.target as Element).closest('form');
      if (form) {
        event.preventDefault();
        form.requestSubmit();
      }
      return;
    }
    if (event.key === 'Escape') closeOpenThings();
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    // The key's place counts, so that the Persian layout works without switching.
    if (event.key === '/' || event.code === 'Slash') {
      if (event.shiftKey) document.querySelector<HTMLDialogElement>('#shortcuts')?.showModal();
      else document.querySelector<HTMLInputElement>('#find')?.focus();
      event.preventDefault();
    } else if (event.code === 'KeyN' || event.code === 'KeyV') {
      const target = document.querySelector<HTMLElement>(`[data-shortcut="${event.code === 'KeyN' ? 'n' : 'v'}"]`);
      if (!target) return;
      event.preventDefault();
      if (target instanceof HTMLAnchorElement || target instanceof HTMLButtonElement) target.click();
      else target.focus();
    }
  });
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
      if (!menu.contains(event.target as Node)) menu.open = false;
    const results = document.querySelector('#find-results');
    if (results && !results.parentElement?.contains(event.target as Node)) results.replaceChildren();
  });
}

function closeOpenThings(): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) menu.open = false;
  document.querySelector('#find-results')?.replaceChildren();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}
