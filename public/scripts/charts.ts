import './heat-picture.js';
import { drawChart, type Drawn } from './draw-chart.js';
import { offerHeatPictures } from './heat-picture.js';

const isRtl = document.documentElement.dir === 'rtl';
const numbers = new Intl.NumberFormat(isRtl ? 'fa-IR-u-nu-arabext' : 'en-US', { maximumFractionDigits: 2 });
const percents = new Intl.NumberFormat(isRtl ? 'fa-IR-u-nu-arabext' : 'en-US', { style: 'percent', maximumFractionDigits: 1 });

// A first drawing in another font would stay on the canvas.
void document.fonts.ready.then(() => {
  offerHeatPictures(savePicture);
  const redraws = [...document.querySelectorAll<HTMLElement>('[data-chart]')].flatMap((figure) => show(figure));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraws.forEach((redraw) => redraw()));
  addEventListener('beforeprint', () => document.querySelectorAll<HTMLDetailsElement>('[data-numbers]').forEach(unfold));
});

/** Draws one figure from the numbers printed in it; answers how to draw it again. */
function show(figure: HTMLElement): (() => void)[] {
  const printed = figure.querySelector('script[type="application/json"]')?.textContent;
  const box = figure.querySelector<HTMLElement>('[data-picture]');
  const canvas = box?.querySelector('canvas');
  const table = figure.querySelector<HTMLDetailsElement>('[data-numbers]');
  const download = figure.querySelector<HTMLElement>('[data-download]');
  if (!printed || !box || !canvas || !table) return [];
  const drawn = JSON.parse(printed) as Drawn;
  const say = (value: number): string => (drawn.unit === 'percent' ? percents : numbers).format(value);
  box.hidden = false;
  table.open = false;
  let chart = drawChart(canvas, drawn, { isRtl, say });
  if (download) {
    download.hidden = false;
    download.addEventListener('click', () => savePicture(canvas, drawn.title));
  }
  return [
    () => {
      chart.destroy();
      chart = drawChart(canvas, drawn, { isRtl, say });
    },
  ];
}

function unfold(table: HTMLDetailsElement): void {
  table.open = true;
}

/** Saves the canvas over the card's colour with its title above, as a PNG. */
function savePicture(canvas: HTMLCanvasElement, title: string): void {
  const style = getComputedStyle(document.documentElement);
  const room = 64;
  const picture = document.createElement('canvas');
  picture.width = canvas.width + room;
  picture.height = canvas.height + 2 * room;
  const pen = picture.getContext('2d');
  if (!pen) return;
  pen.fillStyle = style.getPropertyValue('--card');
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = style.getPropertyValue('--ink');
  pen.font = `600 ${String(Math.round(canvas.width / 40))}px ${getComputedStyle(document.body).fontFamily}`;
  pen.direction = isRtl ? 'rtl' : 'ltr';
  pen.textAlign = 'center';
  pen.fillText(title, picture.width / 2, room * 0.9);
  pen.drawImage(canvas, room / 2, room * 1.3);
  picture.toBlob((blob) => {
    if (!blob) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = `${title}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}
