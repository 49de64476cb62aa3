import type { Definition, FileReport } from './read-definitions.js';

/** Says of each definition that another one before it has the same name. */
export function reportDuplicates(reports: readonly FileReport[]): void {
  const first = new Map<string, Definition>();
  for (const report of reports) {
    for (const definition of report.definitions) {
      const { kind, field, fields, file } = definition;
      const { name } = fields;
      if (typeof name !== 'string') continue;
      const before = first.get(`${kind} ${name}`);
      if (before === undefined) {
        first.set(`${kind} ${name}`, definition);
        continue;
      }
      const where = [before.file === file ? '' : before.file, before.field].filter(Boolean).join(', ');
      const path = field === '' ? 'name' : `${field}.name`;
      report.problems.push({
        field: path,
        problem: `${path}: a ${kind} named "${name}" is defined already${where && ` (${where})`}`,
      });
    }
  }
}
