const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const ORIENTATION = 0x0112;

/**
 * Copies the EXIF block of a JPEG into another one made from it, so that the server can still read when and
 * where it was taken. The orientation is set to upright, as the copy is already turned.
 */
export async function transplantExif(from: Blob, into: Blob): Promise<Blob> {
  const block = exifOf(new Uint8Array(await from.slice(0, 256 * 1024).arrayBuffer()));
  if (!block) return into;
  makeUpright(block);
  return new Blob([into.slice(0, 2), block as Uint8Array<ArrayBuffer>, into.slice(2)], { type: "image/jpeg" });
}

function exifOf(bytes: Uint8Array): Uint8Array | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  let at = 2;
  while (at + 10 < bytes.length && bytes[at] === 0xff) {
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const end = at + 2 + length;
    if (bytes[at + 1] === 0xe1 && EXIF.every((byte, i) => bytes[at + 4 + i] === byte)) {
      return end <= bytes.length ? bytes.slice(at, end) : null;
    }
    if (bytes[at + 1] === 0xda) return null;
    at = end;
  }
  return null;
}

function makeUpright(block: Uint8Array): void {
  const tiff = 10;
  const view = new DataView(block.buffer, block.byteOffset);
  if (block.length < tiff + 14) return;
  const little = view.getUint16(tiff) === 0x4949;
  const first = tiff + view.getUint32(tiff + 4, little);
  if (first + 2 > block.length) return;
  const count = view.getUint16(first, little);
  for (let i = 0; i < count; i++) {
    const entry = first + 2 + i * 12;
    if (entry + 12 > block.length) return;
    if (view.getUint16(entry, little) === ORIENTATION) view.setUint16(entry + 8, 1, little);
  }
}
