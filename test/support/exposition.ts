/** One family of metrics as `/metrics` has it. */
export interface Family {
  name: string;
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

/** Reads the text format of Prometheus, by name of the family. */
export function readExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let family: Family | undefined;
  for (const line of text.split('\n')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (keyword === 'HELP') families.set(name, (family = { name, type: '', help: rest, samples: [] }));
    else if (keyword === 'TYPE') family!.type = rest;
    else if (line !== '') family!.samples.push(sampleOf(line));
  }
  return families;
}

/** The value of the one sample with these labels, perhaps among others. @throws when there is none, or several */
export function valueOf(text: string, name: string, labels: Record<string, string> = {}): number {
  const family = [...readExposition(text).values()].find((known) =>
    known.samples.some((sample) => sample.name === name),
  );
  const found = (family?.samples ?? []).filter(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
  );
  if (found.length !== 1) {
    throw new Error(`${found.length} samples of ${name} ${JSON.stringify(labels)} in:\n${text}`);
  }
  return found[0]!.value;
}

function sampleOf(line: string): Family['samples'][number] {
  const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label, text]) => [label!, text!]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
}
