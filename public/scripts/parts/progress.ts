/** Long work shows its progress: [data-progress] names the stream; every event replaces the text and the meter, the last one reloads. */
export function showProgress(): void {
  const box = document.querySelector<HTMLElement>('[data-progress]');
  const address = box?.dataset['progress'];
  if (!box || !address) return;
  const stream = new EventSource(address);
  stream.onmessage = (event: MessageEvent<string>) => {
    const news = JSON.parse(event.data) as { text: string; share: number | null; done: boolean };
    if (news.done) {
      stream.close();
      location.reload();
      return;
    }
    const text = box.querySelector('[data-progress-text]');
    if (text) text.textContent = news.text;
    const meter = box.querySelector('progress');
    if (meter && news.share !== null) meter.value = news.share;
  };
}
