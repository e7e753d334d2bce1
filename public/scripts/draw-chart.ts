import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  DoughnutController,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
} from 'chart.js';

Chart.register(
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  DoughnutController,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
);

/** What the page prints for one chart; labels and names are already in the reader's language. */
export interface Drawn {
  kind: 'bar' | 'line' | 'stacked' | 'horizontal' | 'doughnut';
  title: string;
  labels: string[];
  /** A missing value (null) is a hushed small cell or no figure at all. */
  series: { name: string; values: (number | null)[]; colour?: number | string; low?: (number | null)[]; high?: (number | null)[] }[];
  /** Percent: the values are shares from 0 to 1. */
  unit: 'number' | 'percent';
}

interface Reader {
  isRtl: boolean;
  /** Writes a number as the reader's language does; the axis' own zero would be Latin. */
  say: (value: number) => string;
}

type Kind = 'bar' | 'line' | 'doughnut';
const POINTS = ['circle', 'rectRot', 'triangle', 'rect', 'rectRounded', 'circle'] as const;

/** Draws a chart: time and categories run from the right in Persian, colours come from the page's own variables, at most six ticks. */
export function drawChart(canvas: HTMLCanvasElement, drawn: Drawn, { isRtl, say }: Reader): Chart<Kind> {
  const style = getComputedStyle(document.documentElement);
  const colourOf = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const lies = drawn.kind === 'horizontal';
  const isRound = drawn.kind === 'doughnut';
  const ink = colourOf('ink-2');
  const font = { family: getComputedStyle(document.body).fontFamily, size: 13 };
  const ends = drawn.series.flatMap(({ high }) => high ?? []).filter((end) => end !== null);
  const values = {
    beginAtZero: true,
    // A whisker that reaches beyond the bars must not be cut off.
    ...(ends.length > 0 ? { suggestedMax: Math.max(...ends) } : {}),
    stacked: drawn.kind === 'stacked',
    grid: { color: colourOf('line') },
    border: { display: false },
    ticks: { maxTicksLimit: 6, color: ink, font, callback: (value: string | number) => say(Number(value)) },
  };
  const names = { stacked: drawn.kind === 'stacked', grid: { display: false }, ticks: { color: ink, font, autoSkipPadding: 8 } };
  const side = isRtl ? ('right' as const) : ('left' as const);
  const config: ChartConfiguration<Kind> = {
    type: drawn.kind === 'line' ? 'line' : isRound ? 'doughnut' : 'bar',
    data: { labels: drawn.labels, datasets: drawn.series.map((series, index) => dataset(series, index)) },
    options: {
      indexAxis: lies ? 'y' : 'x',
      locale: isRtl ? 'fa-IR' : 'en-US',
      responsive: true,
      maintainAspectRatio: false,
      animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 350 },
      interaction: { mode: isRound ? 'nearest' : 'index', intersect: isRound },
      ...(isRound
        ? {}
        : {
            scales: lies
              ? { x: { ...values, reverse: isRtl }, y: { ...names, position: side } }
              : { x: { ...names, reverse: isRtl }, y: { ...values, position: side } },
          }),
      plugins: {
        legend: {
          display: isRound || drawn.series.length > 1,
          position: 'bottom',
          rtl: isRtl,
          ...(isRtl ? { textDirection: 'rtl' } : {}),
          labels: { usePointStyle: true, color: ink, font, boxHeight: 8, padding: 16 },
        },
        tooltip: {
          rtl: isRtl,
          ...(isRtl ? { textDirection: 'rtl' } : {}),
          titleFont: font,
          bodyFont: font,
          usePointStyle: true,
          callbacks: {
            label: ({ dataset: { label = '' }, label: name, raw }) =>
              ` ${isRound ? name : label}: ${raw === null ? '–' : say(Number(raw))}`,
          },
        },
      },
    },
    plugins: [intervals(drawn, lies, colourOf('ink'))],
  };
  return new Chart(canvas, config);

  function dataset(series: Drawn['series'][number], index: number): ChartDataset<Kind, (number | null)[]> {
    const colour = colourOf(typeof series.colour === 'string' ? `tier-${series.colour}` : `series-${String((series.colour ?? index) % 6)}`);
    const shape = { label: series.name, data: series.values, pointStyle: POINTS[index % 6] ?? 'circle' };
    if (isRound) {
      const slices = drawn.labels.map((_, slice) => colourOf(`series-${String(slice % 6)}`));
      return { ...shape, pointStyle: 'circle', backgroundColor: slices, borderColor: colourOf('card'), borderWidth: 2 };
    }
    if (drawn.kind === 'line')
      return {
        ...shape,
        borderColor: colour,
        backgroundColor: colour,
        borderWidth: 2,
        pointRadius: 4,
        tension: 0.25,
        borderDash: index === 0 ? [] : [2 + index * 3, 3],
      };
    return {
      ...shape,
      backgroundColor: hatched(colour, colourOf('card'), index),
      borderColor: colourOf('card'),
      borderWidth: { top: drawn.kind === 'stacked' ? 1 : 0, bottom: 0, left: 0, right: 0 },
      borderRadius: 3,
      maxBarThickness: 38,
    };
  }
}

/** A colour with a pattern of its own, so that series are told apart without colours; the first is plain. */
function hatched(colour: string, over: string, index: number): string | CanvasPattern {
  if (index === 0) return colour;
  const size = 8;
  const tile = document.createElement('canvas');
  tile.width = tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return colour;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 0.4;
  pen.strokeStyle = pen.fillStyle = over;
  pen.lineWidth = 1.2;
  pen.beginPath();
  if (index % 3 === 1) for (const shift of [-size, 0, size]) line(pen, shift, size, shift + size, 0);
  else if (index % 3 === 2) pen.arc(size / 2, size / 2, 1.4, 0, 7);
  else line(pen, 0, size / 2, size, size / 2);
  if (index % 3 === 2) pen.fill();
  else pen.stroke();
  return pen.createPattern(tile, 'repeat') ?? colour;
}

function line(pen: CanvasRenderingContext2D, fromX: number, fromY: number, toX: number, toY: number): void {
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
}

/** Whiskers from low to high on the series that have them. */
function intervals(drawn: Drawn, lies: boolean, colour: string): Plugin<Kind> {
  return {
    id: 'intervals',
    afterDatasetsDraw: (chart) => {
      const scale = chart.scales[lies ? 'x' : 'y'];
      if (!scale) return;
      const pen = chart.ctx;
      pen.save();
      pen.strokeStyle = colour;
      pen.lineWidth = 1.5;
      pen.beginPath();
      drawn.series.forEach(({ low, high }, index) => {
        chart.getDatasetMeta(index).data.forEach((mark, at) => {
          const [from, to] = [low?.[at], high?.[at]];
          if (from == null || to == null) return;
          const [a, b] = [scale.getPixelForValue(from), scale.getPixelForValue(to)];
          if (lies) line(pen, a, mark.y, b, mark.y);
          else line(pen, mark.x, a, mark.x, b);
        });
      });
      pen.stroke();
      pen.restore();
    },
  };
}
