const WIDTH = 760;
const HEIGHT = 420;
const EDGE = { left: 64, right: 24, top: 24, bottom: 56 };
const COLOURS = ['#8a8f98', '#d97706', '#2563eb', '#059669'];
const FONT = 'font-family="system-ui, sans-serif" font-size="12" fill="#6b7280"';

/**
 * Curves as SVG, readable on light and dark pages alike; y is logarithmic.
 * @param lines `[{name, points: [{x, y, label}], isLabelled}]`; of lines close to each other one is to have labels
 * @param words what the axes and the labels of the dots say: `{x, y, dots}`
 */
export function curves(lines, words) {
  const scales = scalesOf(lines.flatMap(({ points }) => points));
  const parts = [
    grid(scales),
    axes(words),
    ...lines.map((line, i) => curve(line, { ...scales, colour: COLOURS[i] })),
    legend(lines, words),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${words.y} by ${words.x}">\n${parts.join('\n')}\n</svg>\n`;
}

function scalesOf(points) {
  const xMax = niceCeiling(Math.max(...points.map(({ x }) => x)));
  const [from, to] = [Math.min, Math.max].map((pick) => Math.log10(pick(...points.map(({ y }) => y))));
  const [low, high] = [Math.floor(from), Math.ceil(to)];
  return {
    xMax,
    decades: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
    x: (value) => EDGE.left + (value / xMax) * (WIDTH - EDGE.left - EDGE.right),
    y: (value) =>
      HEIGHT - EDGE.bottom - ((Math.log10(value) - low) / (high - low)) * (HEIGHT - EDGE.top - EDGE.bottom),
  };
}

function niceCeiling(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / unit) * unit;
}

function grid({ xMax, decades, x, y }) {
  const rows = decades.map(
    (value) =>
      `<path d="M${EDGE.left} ${y(value)}H${WIDTH - EDGE.right}" stroke="#9ca3af" stroke-opacity=".3"/><text x="${EDGE.left - 8}" y="${y(value) + 4}" text-anchor="end" ${FONT}>${value}</text>`,
  );
  const columns = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = share * xMax;
    return `<text x="${x(value)}" y="${HEIGHT - EDGE.bottom + 18}" text-anchor="middle" ${FONT}>${value.toLocaleString('en')}</text>`;
  });
  return [...rows, ...columns].join('\n');
}

function axes(words) {
  const middle = (HEIGHT - EDGE.bottom + EDGE.top) / 2;
  return `<text x="${(WIDTH + EDGE.left - EDGE.right) / 2}" y="${HEIGHT - 12}" text-anchor="middle" ${FONT}>${words.x}</text>
<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle" ${FONT}>${words.y}</text>`;
}

function curve({ points, isLabelled }, { x, y, colour }) {
  const path = points
    .map((point, i) => `${i ? 'L' : 'M'}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`)
    .join('');
  const dots = points.map((point) => {
    const [left, top] = [x(point.x), y(point.y)];
    const label = `<text x="${(left + 6).toFixed(1)}" y="${(top + 14).toFixed(1)}" ${FONT}>${point.label}</text>`;
    const dot = `<circle cx="${left.toFixed(1)}" cy="${top.toFixed(1)}" r="3.5" fill="${colour}"/>`;
    return isLabelled ? dot + label : dot;
  });
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>\n${dots.join('\n')}`;
}

function legend(lines, words) {
  const rows = lines.map(
    ({ name }, i) =>
      `<circle cx="${EDGE.left + 18}" cy="${EDGE.top + 10 + i * 18}" r="4" fill="${COLOURS[i]}"/><text x="${EDGE.left + 30}" y="${EDGE.top + 14 + i * 18}" ${FONT}>${name}</text>`,
  );
  return `${rows.join('\n')}\n<text x="${EDGE.left + 14}" y="${EDGE.top + 14 + lines.length * 18}" ${FONT}>beside the dots: ${words.dots}</text>`;
}
