/**
 * A QR code of a short address (ISO/IEC 18004): bytes, correction M, versions 1 to 6, so at most 106 bytes. One mask is
 * enough for readers; which one looks evenest does not matter on a screen.
 */

/** By version: codewords of correction in a block, and how many blocks of how many codewords of data. */
const BLOCKS = [
  [10, 1, 16],
  [16, 1, 28],
  [26, 1, 44],
  [18, 2, 32],
  [24, 2, 43],
  [16, 4, 27],
] as const;
const FORMAT = 0b101010000010010; // correction M, mask 0
const HEADER = 2; // bytes of mode, length and end

const EXP: number[] = [];
const LOG: number[] = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = EXP[power + 255] = value;
  LOG[value] = power;
  value = value & 0x80 ? (value << 1) ^ 0x11d : value << 1;
}
const times = (one: number, other: number): number => (one && other ? EXP[LOG[one]! + LOG[other]!]! : 0);

/** Rows of dark (true) and light modules without the quiet zone; null when the words are too long. */
export function qrCode(words: string): boolean[][] | null {
  const bytes = [...new TextEncoder().encode(words)];
  const version = BLOCKS.findIndex(([, count, size]) => bytes.length + HEADER <= count * size) + 1;
  return version ? drawn(version, codewords(bytes, version)) : null;
}

/** Mode, length, the bytes and padding, with the correction of each block, interleaved. */
function codewords(bytes: readonly number[], version: number): number[] {
  const [correction, count, size] = BLOCKS[version - 1]!;
  const nibbles = [4, bytes.length >> 4, bytes.length & 15, ...bytes.flatMap((byte) => [byte >> 4, byte & 15]), 0];
  const data = Array.from({ length: nibbles.length / 2 }, (_, at) => (nibbles[2 * at]! << 4) | nibbles[2 * at + 1]!);
  for (let pad = 0xec; data.length < count * size; pad ^= 0xec ^ 0x11) data.push(pad);
  const blocks = Array.from({ length: count }, (_, at) => data.slice(at * size, (at + 1) * size));
  const checks = blocks.map((block) => remainder(block, correction));
  const woven = (parts: number[][], length: number): number[] =>
    Array.from({ length }, (_, at) => parts.map((part) => part[at]!)).flat();
  return [...woven(blocks, size), ...woven(checks, correction)];
}

/** What is left of the data divided by the generator of so many roots (Reed and Solomon). */
function remainder(data: readonly number[], length: number): number[] {
  let generator = [1];
  for (let root = 0; root < length; root += 1)
    generator = [...generator, 0].map((value, at) => value ^ times(generator[at - 1] ?? 0, EXP[root]!));
  const left = [...data, ...Array<number>(length).fill(0)];
  for (let at = 0; at < data.length; at += 1) {
    const lead = left[at]!;
    generator.forEach((value, step) => (left[at + step]! ^= times(value, lead)));
  }
  return left.slice(data.length);
}

function drawn(version: number, words: readonly number[]): boolean[][] {
  const size = 17 + 4 * version;
  const dark = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const fixed = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  const put = (row: number, column: number, isDark: boolean): void => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    dark[row]![column] = isDark;
    fixed[row]![column] = true;
  };
  drawPatterns(version, size, put);
  let bit = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < 2 * size; step += 1) {
      const row = isUp ? size - 1 - (step >> 1) : step >> 1;
      const column = right - (step & 1);
      if (fixed[row]![column]) continue;
      const isSet = ((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
      dark[row]![column] = Boolean(isSet) !== ((row + column) % 2 === 0);
      bit += 1;
    }
  }
  return dark;
}

function drawPatterns(
  version: number,
  size: number,
  put: (row: number, column: number, isDark: boolean) => void,
): void {
  for (let at = 0; at < size; at += 1) {
    put(6, at, at % 2 === 0);
    put(at, 6, at % 2 === 0);
  }
  const square = (row: number, column: number, reach: number, rings: readonly number[]): void => {
    for (let down = -reach; down <= reach; down += 1)
      for (let across = -reach; across <= reach; across += 1)
        put(row + down, column + across, rings.includes(Math.max(Math.abs(down), Math.abs(across))));
  };
  for (const [row, column] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const)
    square(row, column, 4, [0, 1, 3]);
  if (version > 1) square(size - 7, size - 7, 2, [0, 2]);
  for (let at = 0; at < 15; at += 1) {
    const isDark = Boolean((FORMAT >> at) & 1);
    const near = at < 6 ? at : at < 8 ? at + 1 : 14 - at;
    if (at < 8) put(near, 8, isDark);
    else put(8, at === 8 ? 7 : near, isDark);
    if (at < 8) put(8, size - 1 - at, isDark);
    else put(size - 15 + at, 8, isDark);
  }
  put(size - 8, 8, true);
}
