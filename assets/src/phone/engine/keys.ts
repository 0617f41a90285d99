/**
 * How the store is sealed. Every record is AES-GCM under one data key, bound to its place. The data key is wrapped by
 * what the person knows (PIN or password, PBKDF2) together with the server's secret, which the phone keeps as a key it
 * can use but not read, and forgets when the store may not be opened without the server any more.
 */
const ITERATIONS = 210_000;
const GCM = "AES-GCM";
const IV = 12;

type Bytes = Uint8Array<ArrayBuffer>;
export type Box = Bytes;
export type Wrapped = { salt: Bytes; box: Box; iterations: number };

export function randomBytes(count: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(count));
}

/** The server's secret as a key to derive from, never to be read again. */
export function secretKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", encoded(secret), "HKDF", false, ["deriveKey"]);
}

/** A key from the server's secret and something else; `info` says what for. */
export function derived(secret: CryptoKey, salt: Bytes, info: string): Promise<CryptoKey> {
  const how = { name: "HKDF", hash: "SHA-256", salt, info: encoded(info) };
  return crypto.subtle.deriveKey(how, secret, { name: GCM, length: 256 }, false, ["encrypt", "decrypt"]);
}

async function wrapping(known: string, salt: Bytes, iterations: number, secret: CryptoKey): Promise<CryptoKey> {
  const words = await crypto.subtle.importKey("raw", encoded(known), "PBKDF2", false, ["deriveBits"]);
  const stretched = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, words, 256);
  return derived(secret, new Uint8Array(stretched), "wangge-store");
}

export async function wrap(raw: Bytes, known: string, secret: CryptoKey): Promise<Wrapped> {
  const salt = randomBytes(16);
  const key = await wrapping(known, salt, ITERATIONS, secret);
  return { salt, box: await sealBytes(key, raw, "data-key"), iterations: ITERATIONS };
}

/** The data key's bytes, or null where what was typed is wrong. */
export async function unwrap(wrapped: Wrapped, known: string, secret: CryptoKey): Promise<Bytes | null> {
  const key = await wrapping(known, wrapped.salt, wrapped.iterations, secret);
  try {
    return await openBytes(key, wrapped.box, "data-key");
  } catch {
    return null;
  }
}

export async function sealBytes(key: CryptoKey, bytes: Bytes, place: string): Promise<Box> {
  const iv = randomBytes(IV);
  const box = await crypto.subtle.encrypt({ name: GCM, iv, additionalData: encoded(place) }, key, bytes);
  const whole = new Uint8Array(IV + box.byteLength);
  whole.set(iv);
  whole.set(new Uint8Array(box), IV);
  return whole;
}

export async function openBytes(key: CryptoKey, box: Box, place: string): Promise<Bytes> {
  const how = { name: GCM, iv: box.subarray(0, IV), additionalData: encoded(place) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, box.subarray(IV)));
}

/** Seals and opens values of one store; a box moved to another place does not open. */
export class Sealer {
  private constructor(
    private readonly key: CryptoKey,
    private readonly passing: CryptoKey,
    private readonly hidden: Box,
  ) {}

  /** Takes the bytes of the data key over and blanks them. */
  static async from(raw: Bytes): Promise<Sealer> {
    const key = await crypto.subtle.importKey("raw", raw, GCM, false, ["encrypt", "decrypt"]);
    const passing = await crypto.subtle.generateKey({ name: GCM, length: 256 }, false, ["encrypt", "decrypt"]);
    const hidden = await sealBytes(passing, raw, "data-key");
    raw.fill(0);
    return new Sealer(key, passing, hidden);
  }

  /** The data key wrapped by something else the person knows. */
  async wrapped(known: string, secret: CryptoKey): Promise<Wrapped> {
    const raw = await openBytes(this.passing, this.hidden, "data-key");
    const made = await wrap(raw, known, secret);
    raw.fill(0);
    return made;
  }

  seal(value: unknown, place: string): Promise<Box> {
    return sealBytes(this.key, encoded(JSON.stringify(value)), place);
  }

  async open<T>(box: Box, place: string): Promise<T> {
    return JSON.parse(decoder.decode(await openBytes(this.key, box, place))) as T;
  }

  sealBlob(bytes: Bytes, place: string): Promise<Box> {
    return sealBytes(this.key, bytes, place);
  }

  openBlob(box: Box, place: string): Promise<Bytes> {
    return openBytes(this.key, box, place);
  }
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export function hex(bytes: Bytes): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function encoded(words: string): Bytes {
  return encoder.encode(words) as Bytes;
}
