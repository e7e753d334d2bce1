// Saves a map of numbers (a printed table of coloured cells) as a picture, as the page shows it.

const CELL = { width: 64, height: 40, gap: 4 };
const NAME_WIDTH = 96;
const EDGE = 32;

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-heat-picture]')) {
  const table = document.getElementById(button.dataset['heatPicture'] ?? '')?.querySelector('table');
  if (!table) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    save(draw(table, button.dataset['title'] ?? ''), button.dataset['title'] ?? 'hamdam');
  });
}

function draw(table: HTMLTableElement, title: string): HTMLCanvasElement {
  const isRtl = document.documentElement.dir === 'rtl';
  const page = getComputedStyle(document.documentElement);
  const colour = (name: string): string => page.getPropertyValue(`--${name}`).trim();
  const lines = [...table.rows];
  const columns = Math.max(...lines.map((line) => line.cells.length)) - 1;
  const canvas = document.createElement('canvas');
  canvas.width = 2 * EDGE + NAME_WIDTH + columns * (CELL.width + CELL.gap);
  canvas.height = 2 * EDGE + (lines.length + 1) * (CELL.height + CELL.gap);
  const pen = canvas.getContext('2d');
  if (!pen) return canvas;
  pen.fillStyle = colour('card');
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.direction = isRtl ? 'rtl' : 'ltr';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  const say = (text: string, x: number, y: number, ink: string, size: number): void => {
    pen.font = `${String(size)}px ${getComputedStyle(document.body).fontFamily}`;
    pen.fillStyle = ink;
    pen.fillText(text, x, y);
  };
  say(title, canvas.width / 2, EDGE + CELL.height / 2, colour('ink'), 17);
  lines.forEach((line, row) => {
    [...line.cells].forEach((cell, column) => {
      const width = column === 0 ? NAME_WIDTH : CELL.width;
      const start = EDGE + (column === 0 ? 0 : NAME_WIDTH + (column - 1) * (CELL.width + CELL.gap));
      const left = isRtl ? canvas.width - start - width : start;
      const top = EDGE + (row + 1) * (CELL.height + CELL.gap);
      const style = getComputedStyle(cell);
      if (cell.tagName === 'TD' && cell.className !== '') {
        pen.fillStyle = style.backgroundColor;
        pen.fillRect(left, top, width, CELL.height);
      }
      const shown = cell.querySelector('[aria-hidden]')?.textContent ?? cell.textContent;
      say(shown.trim(), left + width / 2, top + CELL.height / 2, style.color, 15);
    });
  });
  return canvas;
}

function save(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${name}.png`;
    link.click();
    setTimeout(() => {
      URL.revokeObjectURL(link.href);
    }, 1000);
  });
}
