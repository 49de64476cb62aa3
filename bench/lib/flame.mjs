const WIDTH = 1200;
const ROW = 17;
const LEAST_SHARE = 0.004;
const ROOT = /\(root\)|\(program\)|\(idle\)/;

/**
 * A CPU profile of Node.js (`--cpu-prof`) as a tree, idle time left out.
 * @returns `{name, place, us, children}`; `us` with everything below
 */
export function tree(profile) {
  const nodes = new Map(profile.nodes.map((node) => [node.id, { node, us: 0 }]));
  profile.samples.forEach((id, i) => {
    nodes.get(id).us += Math.max(0, profile.timeDeltas[i]);
  });
  const grow = ({ node, us }) => {
    const children = (node.children ?? []).map((id) => grow(nodes.get(id))).filter((child) => child.us > 0);
    const { functionName, url, lineNumber } = node.callFrame;
    return {
      name: functionName || '(anonymous)',
      place: placeOf(url),
      line: lineNumber + 1,
      selfUs: us,
      us: us + children.reduce((sum, child) => sum + child.us, 0),
      children,
    };
  };
  const root = grow(nodes.get(profile.nodes[0].id));
  root.children = root.children.filter(({ name }) => !ROOT.test(name));
  root.us = root.children.reduce((sum, child) => sum + child.us, 0);
  return root;
}

/** Where code lives, without what differs from machine to machine: `server/wire/splice.js`, `fastify/lib/reply.js`, `node:net`. */
function placeOf(url) {
  const ours = /\/dist\/(.*)$/.exec(url);
  const theirs = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+.*)$/.exec(url);
  return theirs?.[1] ?? ours?.[1] ?? (url || '(native)');
}

/** Self time by layer: a folder of ours, a library, a part of Node.js. @returns `[layer, µs]`, greatest first */
export function byLayer(root, layerOf) {
  const sums = new Map();
  const visit = (node) => {
    const layer = layerOf(node);
    sums.set(layer, (sums.get(layer) ?? 0) + node.selfUs);
    node.children.forEach(visit);
  };
  root.children.forEach(visit);
  return [...sums].sort(([, a], [, b]) => b - a);
}

/** The flame graph as SVG: what is wide takes long; hover for names and shares. */
export function flameGraph(root) {
  const boxes = [];
  let deepest = 0;
  const place = (node, depth, start) => {
    const share = node.us / root.us;
    if (share < LEAST_SHARE) return;
    deepest = Math.max(deepest, depth);
    boxes.push(box(node, { depth, share, x: start * WIDTH }));
    let at = start;
    for (const child of [...node.children].sort((a, b) => b.us - a.us)) {
      place(child, depth + 1, at);
      at += child.us / root.us;
    }
  };
  place({ ...root, name: 'all', place: '' }, 0, 0);
  const height = (deepest + 1) * ROW;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="ui-monospace, monospace" font-size="11">\n${boxes.join('\n')}\n</svg>\n`;
}

function box({ name, place, line }, { depth, share, x }) {
  const width = Math.max(0.5, share * WIDTH - 0.5);
  const shown = Math.floor(width / 6.8);
  const words = `${name} ${place}`.trim();
  const title = `${words}${line ? `:${line}` : ''} ${(share * 100).toFixed(1)} %`;
  const label =
    shown > 3
      ? `<text x="${(x + 3).toFixed(1)}" y="${depth * ROW + 12}">${escaped(words.slice(0, shown))}</text>`
      : '';
  return `<g><title>${escaped(title)}</title><rect x="${x.toFixed(1)}" y="${depth * ROW}" width="${width.toFixed(1)}" height="${ROW - 1}" fill="${colourOf(place)}"/>${label}</g>`;
}

function colourOf(place) {
  if (/^server\//.test(place)) return '#7cb5ec';
  if (/^node:|^\(native\)/.test(place)) return '#d0d4da';
  return '#f2c57c';
}

function escaped(text) {
  return text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
}
