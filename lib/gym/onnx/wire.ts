import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** A message in protobuf's wire format: the values of each field, by its number, as they were written. */
export class Message {
  readonly #fields = new Map<number, (Uint8Array | number | bigint)[]>();

  /** @throws {Error} for bytes that are no message */
  constructor(bytes: Uint8Array) {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      const values = this.#fields.get(field) ?? [];
      this.#fields.set(field, values);
      switch (type) {
        case WireType.LengthDelimited:
          values.push(reader.bytes());
          break;
        case WireType.Varint:
          values.push(BigInt(reader.int64()));
          break;
        case WireType.Bit32:
          values.push(reader.float());
          break;
        case WireType.Bit64:
          values.push(reader.double());
          break;
        default:
          throw new Error(`field ${field} has the wire type ${type}`);
      }
    }
  }

  /** The messages of a field. */
  messages(field: number): Message[] {
    return this.#bytes(field).map((bytes) => new Message(bytes));
  }

  /** The texts of a field. */
  texts(field: number): string[] {
    const decoder = new TextDecoder();
    return this.#bytes(field).map((bytes) => decoder.decode(bytes));
  }

  /** The last text of a field; "" if there is none. */
  text(field: number): string {
    return this.texts(field).at(-1) ?? "";
  }

  /** The bytes of a field, joined where it was written in parts; undefined if there are none. */
  bytes(field: number): Uint8Array | undefined {
    return this.#bytes(field).at(-1);
  }

  /** The whole numbers of a field, packed or not. */
  integers(field: number): number[] {
    return (this.#fields.get(field) ?? []).flatMap((value) => {
      if (!(value instanceof Uint8Array)) return [Number(value)];
      const reader = new BinaryReader(value);
      const numbers: number[] = [];
      while (reader.pos < reader.len) numbers.push(Number(reader.int64()));
      return numbers;
    });
  }

  /** The last whole number of a field. */
  integer(field: number): number | undefined {
    return this.integers(field).at(-1);
  }

  /** The 32-bit numbers of a field, packed or not. */
  floats(field: number): number[] {
    return (this.#fields.get(field) ?? []).flatMap((value) => {
      if (!(value instanceof Uint8Array)) return [Number(value)];
      const reader = new BinaryReader(value);
      const numbers: number[] = [];
      while (reader.pos < reader.len) numbers.push(reader.float());
      return numbers;
    });
  }

  /** Whether a field was written. */
  has(field: number): boolean {
    return this.#fields.has(field);
  }

  #bytes(field: number): Uint8Array[] {
    const values = this.#fields.get(field) ?? [];
    return values.map((value) => {
      if (value instanceof Uint8Array) return value;
      throw new Error(`field ${field} is a number, where bytes were expected`);
    });
  }
}
