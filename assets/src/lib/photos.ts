import { transplantExif } from "./exif";
import { fresh } from "./fresh";
import { word } from "./words";

const LARGE = 1.5 * 1024 * 1024;
const LONGEST = 2048;

/** A strip of what was chosen, a way to take one out again, and smaller files for slow lines. */
export function startPhotos(root: ParentNode): void {
  for (const box of fresh<HTMLElement>(root, "[data-photos]")) {
    const input = box.querySelector<HTMLInputElement>("input[type=file]");
    const strip = box.querySelector<HTMLElement>("[data-photos-strip]");
    if (input && strip) new PhotoBox(box, input, strip);
  }
}

class PhotoBox {
  private chosen: File[] = [];
  private readonly limit: number;
  private readonly note: HTMLElement | null;

  constructor(box: HTMLElement, private readonly input: HTMLInputElement, private readonly strip: HTMLElement) {
    this.limit = Number(box.dataset["photos"]) || 6;
    this.note = box.querySelector("[data-photos-note]");
    input.addEventListener("change", () => void this.add([...(input.files ?? [])]));
  }

  private async add(files: File[]): Promise<void> {
    const room = this.limit - this.chosen.length;
    if (files.length > room && this.note) this.note.textContent = word("tooMany", { count: this.limit });
    for (const file of files.slice(0, room)) this.chosen.push(await smaller(file));
    this.show();
  }

  private show(): void {
    const carrier = new DataTransfer();
    for (const file of this.chosen) carrier.items.add(file);
    this.input.files = carrier.files;
    this.strip.replaceChildren(...this.chosen.map((file) => this.picture(file)));
  }

  private picture(file: File): HTMLElement {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "w-photo-remove";
    button.setAttribute("aria-label", word("remove"));
    button.textContent = "×";
    button.addEventListener("click", () => {
      this.chosen = this.chosen.filter((kept) => kept !== file);
      this.show();
    });
    item.append(image, button);
    return item;
  }
}

/** A JPEG of at most LONGEST pixels that keeps its time and place; the file itself when that fails or is not needed. */
async function smaller(file: File): Promise<File> {
  if (file.size <= LARGE || !file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    const whole = await transplantExif(file, blob);
    return new File([whole], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  }
}
