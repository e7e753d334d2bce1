/** The person's menu closes by Escape, by a click elsewhere, and gives the focus back. */
export function closeMenus(): void {
  const menus = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')];
  document.addEventListener('click', (event) => {
    for (const menu of menus()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
}

/** What the search finds hangs under its field: arrows walk through it, Escape or a click elsewhere closes it. */
export function walkFound(): void {
  const field = document.querySelector<HTMLInputElement>('#find');
  const box = document.querySelector<HTMLElement>('#found');
  if (!field || !box) return;
  const links = (): HTMLElement[] => [...box.querySelectorAll<HTMLElement>('a')];
  const around = field.form ?? box;
  around.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      box.replaceChildren();
      field.focus();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const all = [field, ...links()];
    const step = event.key === 'ArrowDown' ? 1 : -1;
    const next = all[all.indexOf(document.activeElement as HTMLElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  document.addEventListener('click', (event) => {
    if (!around.contains(event.target as Node)) box.replaceChildren();
  });
}
