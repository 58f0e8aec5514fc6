import { UsageError } from "../model/mod.ts";
import { type Asked, askedText } from "../model/check_answer.ts";

/** What is compared: a property of a built-in object, and its value or its getter when this module was loaded. */
interface Guarded {
  readonly owner: object;
  readonly key: PropertyKey;
  readonly name: string;
  readonly value: unknown;
}

const TYPED_ARRAY = Object.getPrototypeOf(Float64Array.prototype);
const ITERATOR = Object.getPrototypeOf(Object.getPrototypeOf([].values()));

/** Built-in objects that the simulation and its judge compute with. */
const OWNERS: readonly (readonly [name: string, owner: object])[] = [
  ["Math", Math],
  ["JSON", JSON],
  ["Object", Object],
  ["Number", Number],
  ["Array", Array],
  ["Object.prototype", Object.prototype],
  ["Function.prototype", Function.prototype],
  ["Array.prototype", Array.prototype],
  ["String.prototype", String.prototype],
  ["Number.prototype", Number.prototype],
  ["Map.prototype", Map.prototype],
  ["Set.prototype", Set.prototype],
  ["TypedArray.prototype", TYPED_ARRAY],
  ["Float64Array.prototype", Float64Array.prototype],
  ["Iterator.prototype", ITERATOR],
  ["ArrayIterator.prototype", Object.getPrototypeOf([].values())],
  ["MapIterator.prototype", Object.getPrototypeOf(new Map().values())],
  ["SetIterator.prototype", Object.getPrototypeOf(new Set().values())],
];

/** Global names that they are reached by. */
const GLOBALS = [
  ...["Math", "JSON", "Object", "Number", "Array", "String", "Map", "Set", "Symbol", "Date", "Error"],
  ...["Float64Array", "Float32Array", "Int32Array", "Uint32Array", "Uint16Array", "Uint8Array", "Int8Array"],
] as const;

const GUARDED: readonly Guarded[] = [
  ...OWNERS.flatMap(([name, owner]) =>
    Reflect.ownKeys(owner).flatMap((key): Guarded[] => {
      const property = Object.getOwnPropertyDescriptor(owner, key)!;
      return "value" in property
        ? [{ owner, key, name: `${name}.${String(key)}`, value: property.value }]
        : [];
    })
  ),
  ...GLOBALS.map((name): Guarded => ({
    owner: globalThis,
    key: name,
    name,
    value: (globalThis as Record<string, unknown>)[name],
  })),
];

/** Properties with getters. */
const GETTERS: readonly Guarded[] = OWNERS.flatMap(([name, owner]) =>
  Reflect.ownKeys(owner).flatMap((key): Guarded[] => {
    const { get } = Object.getOwnPropertyDescriptor(owner, key)!;
    return get === undefined ? [] : [{ owner, key, name: `${name}.${String(key)}`, value: get }];
  })
);

/** What every object inherits: a key more is an option that nobody gave. */
const OWN_KEYS = [Object.prototype, Array.prototype].map((owner) => Reflect.ownKeys(owner).length);

const { getOwnPropertyDescriptor, freeze, keys, values, entries, fromEntries } = Object;
const { ownKeys } = Reflect;
const { isFinite, isInteger, isNaN } = Number;
const { exp, expm1, log, log1p, sqrt, max, min, abs, floor, ceil, round } = Math;
const array = Array.prototype;
const { filter, map, flatMap, forEach, find, some, every, reduce, push, slice, concat, includes, join } =
  array;
const { indexOf, findIndex, at, sort, toSorted, [Symbol.iterator]: iterate } = array;
const arrayIterator: Iterator<unknown> = Object.getPrototypeOf([].values());
const { next } = arrayIterator;
const typed: Float64Array = TYPED_ARRAY;
const { slice: copy, set: write, fill, subarray, every: all } = typed;
const { get, set, has } = Map.prototype;
const { has: holds, add } = Set.prototype;
const [NativeArray, NativeFloat64Array, NativeMap, NativeSet] = [Array, Float64Array, Map, Set];
const [NativeMath, NativeObject, NativeNumber] = [Math, Object, Number];

/**
 * Checks that an agent has left the language itself alone. It runs in the program that also simulates and judges, so that by replacing
 * `Array.prototype.filter` it could read faults, or by replacing `Math.exp` change the physics. It is called in every step, and compares what the
 * simulation relies on most; `checkAllIntrinsics` compares everything.
 *
 * @throws {UsageError} that names the agent, the step and what was replaced
 */
export function checkIntrinsics(asked: Asked): void {
  if (!areWhole()) checkAllIntrinsics(asked);
}

/** As `checkIntrinsics`, of all properties of the built-in objects. */
export function checkAllIntrinsics(asked: Asked): void {
  const replaced = findReplaced();
  if (replaced === undefined) return;
  throw new UsageError(
    `${askedText(asked)}: an agent must leave the language as it is, found another ${replaced}`,
  );
}

/** Written out, since by a list of names it would take as long as a step of the simulation. */
function areWhole(): boolean {
  return Math === NativeMath && Object === NativeObject && Number === NativeNumber &&
    Array === NativeArray && Float64Array === NativeFloat64Array && Map === NativeMap && Set === NativeSet &&
    Math.exp === exp && Math.expm1 === expm1 && Math.log === log && Math.log1p === log1p &&
    Math.sqrt === sqrt && Math.max === max && Math.min === min && Math.abs === abs &&
    Math.floor === floor && Math.ceil === ceil && Math.round === round &&
    Number.isFinite === isFinite && Number.isInteger === isInteger && Number.isNaN === isNaN &&
    Object.freeze === freeze && Object.keys === keys && Object.values === values &&
    Object.entries === entries && Object.fromEntries === fromEntries &&
    array.filter === filter && array.map === map && array.flatMap === flatMap && array.forEach === forEach &&
    array.find === find && array.some === some && array.every === every && array.reduce === reduce &&
    array.push === push && array.slice === slice && array.concat === concat && array.includes === includes &&
    array.join === join && array.indexOf === indexOf && array.findIndex === findIndex && array.at === at &&
    array.sort === sort && array.toSorted === toSorted && array[Symbol.iterator] === iterate &&
    arrayIterator.next === next &&
    typed.slice === copy && typed.set === write && typed.fill === fill && typed.subarray === subarray &&
    typed.every === all &&
    Map.prototype.get === get && Map.prototype.set === set && Map.prototype.has === has &&
    Set.prototype.has === holds && Set.prototype.add === add &&
    ownKeys(Object.prototype).length === OWN_KEYS[0];
}

/** By index and without calls of methods, since these are what may have been replaced. */
function findReplaced(): string | undefined {
  for (let i = 0; i < GUARDED.length; i++) {
    const { owner, key, value, name } = GUARDED[i]!;
    const now = (owner as Record<PropertyKey, unknown>)[key];
    // NaN is the only value that differs from itself.
    if (now !== value && value === value) return name;
  }
  for (let i = 0; i < GETTERS.length; i++) {
    const { owner, key, value, name } = GETTERS[i]!;
    if (getOwnPropertyDescriptor(owner, key)?.get !== value) return name;
  }
  if (ownKeys(Object.prototype).length !== OWN_KEYS[0]) return "Object.prototype";
  if (ownKeys(Array.prototype).length !== OWN_KEYS[1]) return "Array.prototype";
  return undefined;
}
