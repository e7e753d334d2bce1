interface Step {
  value: number;
  max: number;
  label: string;
  done?: boolean;
}

/** Work that takes long is followed while it runs; when it is done the page is read again. */
export function followProgress(): void {
  for (const box of document.querySelectorAll<HTMLElement>('[data-progress]:not([data-done])')) follow(box);
}

function follow(box: HTMLElement): void {
  const url = box.dataset['progress'];
  const bar = box.querySelector('progress');
  const label = box.querySelector<HTMLElement>('[data-progress-label]');
  if (!url || !bar || !label) return;
  const stream = new EventSource(url);
  box.querySelector('[data-progress-reload]')?.remove();
  stream.addEventListener('progress', (event) => {
    const step = JSON.parse((event as MessageEvent<string>).data) as Step;
    bar.max = step.max;
    bar.value = step.value;
    if (label.textContent !== step.label) label.textContent = step.label;
    if (!step.done) return;
    stream.close();
    location.reload();
  });
}
