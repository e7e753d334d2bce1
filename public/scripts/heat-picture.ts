const SCALE = 2;

/** Offers a table of tinted cells as a picture: the button names the box that holds the table. */
export function offerHeatPictures(save: (picture: HTMLCanvasElement, title: string) => void): void {
  for (const button of document.querySelectorAll<HTMLElement>('[data-heat-picture]')) {
    const table = document.getElementById(button.dataset['heatPicture'] ?? '')?.querySelector('table');
    if (!table) continue;
    button.hidden = false;
    button.addEventListener('click', () => save(paint(table), button.dataset['title'] ?? ''));
  }
}

/** Paints each cell where it stands, in its own colours, letters and border. */
function paint(table: HTMLTableElement): HTMLCanvasElement {
  const frame = table.getBoundingClientRect();
  const picture = document.createElement('canvas');
  picture.width = frame.width * SCALE;
  picture.height = frame.height * SCALE;
  const pen = picture.getContext('2d');
  if (!pen) return picture;
  pen.scale(SCALE, SCALE);
  pen.textBaseline = 'middle';
  pen.textAlign = 'center';
  for (const cell of table.querySelectorAll<HTMLElement>('th, td')) {
    const place = cell.getBoundingClientRect();
    const style = getComputedStyle(cell);
    const [x, y] = [place.left - frame.left, place.top - frame.top];
    pen.fillStyle = style.backgroundColor;
    pen.fillRect(x, y, place.width, place.height);
    if (cell.classList.contains('hushed')) {
      pen.strokeStyle = style.borderTopColor;
      pen.setLineDash([3, 2]);
      pen.strokeRect(x + 0.5, y + 0.5, place.width - 1, place.height - 1);
    }
    pen.fillStyle = style.color;
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.direction = style.direction === 'rtl' ? 'rtl' : 'ltr';
    const lines = cell.innerText.split('\n').filter((line) => line.trim() !== '');
    lines.forEach((line, index) =>
      pen.fillText(line.trim(), x + place.width / 2, y + (place.height * (index + 1)) / (lines.length + 1), place.width),
    );
  }
  return picture;
}
