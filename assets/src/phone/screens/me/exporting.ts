import { tell } from "../../components/telling";
import type { Engine } from "../../engine";
import { saveFile } from "../../logic/saving";
import { t } from "../../words";

/** What was not sent yet, as a sealed file: the last way out of a phone that finds no line. */
export async function exportUnsent(engine: Engine): Promise<void> {
  const blob = await engine.exportQueue();
  const day = new Date().toISOString().slice(0, 10);
  if (await saveFile(blob, `wangge-${day}.json`)) tell(t("export.done"));
}
