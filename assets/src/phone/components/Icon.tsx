import type { FunctionalComponent } from "vue";
import { STROKES, type IconName } from "./icons";

/** A sign beside words; never instead of them, so nobody reads it aloud. */
export const Icon: FunctionalComponent<{ name: IconName }> = ({ name }) => (
  <svg class="p-icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" innerHTML={STROKES[name]} />
);
Icon.props = ["name"];
