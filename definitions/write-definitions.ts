import { SECRET_MASK } from '../api/servers.js';
import { fileNames } from './file-names.js';
import { FACTS, type Kind, KINDS } from './kinds.js';
import { escapePlaceholders } from './placeholders.js';
import { type Field, isObject, type JsonDocument } from './shape.js';
import { VariableNames } from './variable-names.js';

/** Definitions as the server tells them, by kind; masks in the place of secrets that are not to be written. */
export type DefinitionsByKind = Record<Kind, readonly JsonDocument[]>;

/** One definition as a file. */
export interface WrittenFile {
  type: Kind;
  name: string;
  /** Below the folder of the export, with `/` between the parts. */
  file: string;
  text: string;
}

export interface WrittenDefinitions {
  files: WrittenFile[];
  /** Environment variables that stand for secrets in them. */
  variables: string[];
}

/**
 * Writes definitions so that reading the files gives them back. What is empty is left out, the fields come in the
 * order of their shape, and a masked secret becomes a placeholder: the same definitions always give the same bytes.
 */
export function writeDefinitions(definitions: DefinitionsByKind): WrittenDefinitions {
  const names = new VariableNames();
  const files = KINDS.flatMap((type) => filesOf(type, definitions[type], names));
  return { files, variables: names.given };
}

function filesOf(type: Kind, documents: readonly JsonDocument[], variables: VariableNames): WrittenFile[] {
  const { list, shape } = FACTS[type];
  const sorted = [...documents].sort((a, b) => compare(nameOf(a), nameOf(b)));
  const names = fileNames(sorted.map(nameOf));
  return sorted.map((document, index) => {
    const fields = Object.entries(shape).flatMap(([key, field]) => {
      const value = document[key];
      return isEmpty(value)
        ? []
        : [[key, written(value, { field, path: [nameOf(document), key], variables })]];
    });
    const text = `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`;
    return { type, name: nameOf(document), file: `${list}/${names[index]}.json`, text };
  });
}

interface Place {
  field: Field;
  /** The definition's name, the field's, and the key within it. */
  path: string[];
  variables: VariableNames;
}

function written(value: unknown, { field, path, variables }: Place): unknown {
  if (typeof value === 'string') {
    const isMasked = field.secret === true && value === SECRET_MASK;
    return isMasked ? `\${${variables.give(path)}}` : escapePlaceholders(value);
  }
  if (Array.isArray(value)) return value.map((item) => written(item, { field, path, variables }));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      written(item, { field, path: [...path, key], variables }),
    ]),
  );
}

function nameOf({ name }: JsonDocument): string {
  return String(name);
}

/** What counts like a field that is absent. */
function isEmpty(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === '' || value === false;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
