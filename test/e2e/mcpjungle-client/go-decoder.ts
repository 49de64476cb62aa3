/**
 * What a value has to look like for Go's `encoding/json` to put it into a variable of a type. Fields that a
 * struct does not have are passed over, those that are missing or null become zero, and names match without
 * regard to case.
 */
export type GoType =
  | 'string'
  | 'bool'
  /** An unsigned integer. */
  | 'uint'
  | 'any'
  | { readonly list: GoType }
  | { readonly map: GoType }
  | { readonly struct: Readonly<Record<string, GoType>> };

/** @throws Error in the words of Go, when the value does not fit */
export function goDecode(value: unknown, type: GoType, path = ''): unknown {
  if (type === 'any') return value;
  if (value === null || value === undefined) return zero(type);
  if (typeof type === 'string') return scalar(value, type, path);
  if ('list' in type) {
    if (!Array.isArray(value)) throw mismatch(value, '[]', path);
    return value.map((item, index) => goDecode(item, type.list, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw mismatch(value, 'struct', path);
  return 'map' in type ? decodeMap(value, type.map, path) : decodeStruct(value, type.struct, path);
}

function scalar(value: unknown, type: 'string' | 'bool' | 'uint', path: string): unknown {
  const fits = {
    string: typeof value === 'string',
    bool: typeof value === 'boolean',
    uint: Number.isInteger(value) && Number(value) >= 0,
  };
  if (!fits[type]) throw mismatch(value, type, path);
  return value;
}

function decodeMap(value: object, type: GoType, path: string): object {
  const entries = Object.entries(value).map(([key, item]) => [key, goDecode(item, type, `${path}.${key}`)]);
  return Object.fromEntries(entries) as object;
}

function decodeStruct(value: object, fields: Readonly<Record<string, GoType>>, path: string): object {
  const given = new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item as unknown]));
  const entries = Object.entries(fields).map(([name, type]) => [
    name,
    goDecode(given.get(name.toLowerCase()), type, `${path}.${name}`),
  ]);
  return Object.fromEntries(entries) as object;
}

function zero(type: Exclude<GoType, 'any'>): unknown {
  if (typeof type === 'string') return { string: '', bool: false, uint: 0 }[type];
  return 'struct' in type ? decodeStruct({}, type.struct, '') : null;
}

function mismatch(value: unknown, type: string, path: string): Error {
  const kind = Array.isArray(value) ? 'array' : typeof value;
  return new Error(`json: cannot unmarshal ${kind} into Go struct field ${path} of type ${type}`);
}
