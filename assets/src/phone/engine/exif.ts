/** When and where a camera says a picture was taken; the picture that is kept carries none of it. */
export type Taken = { takenAt?: string; lat?: number; lon?: number };

const [EXIF_IFD, GPS_IFD, TAKEN, OFFSET] = [0x8769, 0x8825, 0x9003, 0x9011];
const [LAT_REF, LAT, LON_REF, LON] = [1, 2, 3, 4];
const HEAD = 256 * 1024;
const SIZES: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

/** Never throws: a picture without readable EXIF was taken nowhere and at no time. */
export async function takenOf(photo: Blob): Promise<Taken> {
  try {
    const view = tiffOf(new DataView(await photo.slice(0, HEAD).arrayBuffer()));
    return view ? read(new Tiff(view)) : {};
  } catch {
    return {};
  }
}

function tiffOf(jpeg: DataView): DataView | null {
  if (jpeg.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 10 < jpeg.byteLength; ) {
    const [marker, length] = [jpeg.getUint16(at), jpeg.getUint16(at + 2)];
    if (marker === 0xffe1 && jpeg.getUint32(at + 4) === 0x45786966) return new DataView(jpeg.buffer, at + 10, length - 8);
    if (marker === 0xffda) return null;
    at += 2 + length;
  }
  return null;
}

class Tiff {
  private readonly little: boolean;

  constructor(private readonly view: DataView) {
    this.little = view.getUint16(0) === 0x4949;
  }

  first(): number {
    return this.view.getUint32(4, this.little);
  }

  /** Where the value of a tag lies in a table; 0 where the table does not have it. */
  at(table: number, tag: number): number {
    const count = this.view.getUint16(table, this.little);
    for (let i = 0, entry = table + 2; i < count; i++, entry += 12) {
      if (this.view.getUint16(entry, this.little) !== tag) continue;
      const size = (SIZES[this.view.getUint16(entry + 2, this.little)] ?? 1) * this.view.getUint32(entry + 4, this.little);
      return size > 4 ? this.view.getUint32(entry + 8, this.little) : entry + 8;
    }
    return 0;
  }

  long(at: number): number {
    return at ? this.view.getUint32(at, this.little) : 0;
  }

  words(at: number, length: number): string {
    if (!at) return "";
    return String.fromCharCode(...Array.from({ length }, (_, i) => this.view.getUint8(at + i)));
  }

  degrees(at: number): number {
    const part = (i: number): number => this.long(at + i * 8) / this.long(at + i * 8 + 4);
    return part(0) + part(1) / 60 + part(2) / 3600;
  }
}

function read(tiff: Tiff): Taken {
  const found: Taken = {};
  const exif = tiff.long(tiff.at(tiff.first(), EXIF_IFD));
  const [day, time] = exif ? tiff.words(tiff.at(exif, TAKEN), 19).split(" ") : [];
  if (day && time && /^\d{4}:\d\d:\d\d$/.test(day)) {
    const offset = tiff.words(tiff.at(exif, OFFSET), 6);
    found.takenAt = `${day.replaceAll(":", "-")}T${time}${/^[+-]\d\d:\d\d$/.test(offset) ? offset : ""}`;
  }
  const gps = tiff.long(tiff.at(tiff.first(), GPS_IFD));
  const [lat, lon] = gps ? [tiff.at(gps, LAT), tiff.at(gps, LON)] : [0, 0];
  if (lat && lon) {
    found.lat = tiff.degrees(lat) * (tiff.words(tiff.at(gps, LAT_REF), 1) === "S" ? -1 : 1);
    found.lon = tiff.degrees(lon) * (tiff.words(tiff.at(gps, LON_REF), 1) === "W" ? -1 : 1);
  }
  return Number.isFinite(found.lat ?? 0) && Number.isFinite(found.lon ?? 0) ? found : {};
}
