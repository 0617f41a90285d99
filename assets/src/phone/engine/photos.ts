/** Photos small enough for a slow line, without what the camera wrote into them. */
import { takenOf } from "./exif";
import type { Shrunk } from "./index";
import { Refused } from "./refused";
import { say } from "./words";

const LONGEST = 1600;
const QUALITY = 0.7;

/** A JPEG of at most 1600 px, upright; `mark` is written into its lower corner. Throws Refused for what is no picture. */
export async function shrink(photo: Blob, mark: string = ""): Promise<Shrunk> {
  const taken = await takenOf(photo);
  try {
    const picture = await decoded(photo);
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if ("close" in picture) picture.close();
    if (mark) write(canvas, mark);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (blob) return { blob, ...taken };
  } catch {
    // told below, in words
  }
  throw new Refused("picture", say("badPicture"));
}

/** Upright; older browsers turn a picture only as an element. */
async function decoded(photo: Blob): Promise<ImageBitmap | HTMLImageElement> {
  try {
    return await createImageBitmap(photo, { imageOrientation: "from-image" });
  } catch {
    const picture = new Image();
    picture.src = URL.createObjectURL(photo);
    try {
      await picture.decode();
    } finally {
      URL.revokeObjectURL(picture.src);
    }
    return picture;
  }
}

function write(canvas: HTMLCanvasElement, mark: string): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const size = Math.max(14, Math.round(canvas.width / 40));
  pen.font = `${size}px sans-serif`;
  const width = pen.measureText(mark).width + size;
  pen.fillStyle = "rgba(0, 0, 0, 0.5)";
  pen.fillRect(0, canvas.height - size * 1.8, width, size * 1.8);
  pen.fillStyle = "#fff";
  pen.fillText(mark, size / 2, canvas.height - size * 0.6);
}
