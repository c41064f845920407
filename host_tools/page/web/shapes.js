// Payloads by their names. The table comes from the host's models when the page is built: shapes.py.
import { Refused } from "./refused.js";

const wrong = place => new Refused("why_form", place);

const READERS = {
  int: (value, shape, place) => {
    if (!Number.isSafeInteger(value) || value < shape.least || value > shape.most) throw wrong(place);
    return value;
  },
  bytes: (value, shape, place) => {
    if (!(value instanceof Uint8Array) || (shape.size !== undefined && value.length !== shape.size)) throw wrong(place);
    return value;
  },
  text: (value, shape, place) => {
    if (typeof value !== "string") throw wrong(place);
    return value;
  },
  bool: (value, shape, place) => {
    if (typeof value !== "boolean") throw wrong(place);
    return value;
  },
  one_of: (value, shape, place) => {
    if (!shape.values.includes(value)) throw wrong(place);
    return value;
  },
  list: (value, shape, place) => {
    if (!Array.isArray(value)) throw wrong(place);
    return value.map(item => read(item, shape.of, place));
  },
  array: (value, shape, place) => {
    if (!Array.isArray(value) || value.length !== shape.items.length) throw wrong(place);
    return Object.fromEntries(shape.items.map(([name, of], at) => [name, read(value[at], of, `${place}.${name}`)]));
  },
  texts: (value, shape, place) => {
    if (!(value instanceof Map)) throw wrong(place);
    for (const name of value.keys()) if (typeof name !== "string") throw wrong(place);
    return new Map(Array.from(value, ([name, item]) => [name, read(item, shape.of, `${place}.${name}`)]));
  },
  any: value => value,
  map: (value, shape, place) => named(value, shape.fields, place),
};

function read(value, shape, place) {
  if (value === null && shape.or_null) return null;
  return READERS[shape.is](value, shape, place);
}

function named(map, fields, place) {
  if (!(map instanceof Map)) throw wrong(place);
  const found = {};
  for (const [key, [name, shape, mayBeAbsent]] of fields) {
    if (map.has(key)) found[name] = read(map.get(key), shape, `${place}.${name}`);
    else if (!mayBeAbsent) throw wrong(`${place}.${name}`);
  }
  const known = fields.map(([key]) => key);
  for (const key of map.keys()) if (key !== 0 && !known.includes(key)) throw wrong(`${place}.${key}`);
  return found;
}

/** The fields of a decoded map by name. table: of `shapes.py`; model: its name there. Refused if it is another map. */
export function payload(map, model, table) {
  const { kind, fields } = table.models[model];
  if (!(map instanceof Map) || map.get(0) !== kind) throw new Refused("why_kind");
  return named(map, fields, model);
}
