import type { FunctionalComponent } from "vue";
import { setSize, size, SIZES } from "../../settings";
import { language, speak, t } from "../../words";
import { Icon } from "../../components/Icon";

/** What stands around signing in, the PIN and choosing who it is. */
export const Door: FunctionalComponent<{ title: string; words?: string }> = ({ title, words }, { slots }) => (
  <main class="p-door">
    <div class="p-door-tools">
      <button
        type="button"
        class="p-link-btn"
        onClick={() => setSize(SIZES[(SIZES.indexOf(size.value) + 1) % SIZES.length]!)}
      >
        <Icon name="text-size" />
        {t("size")}
      </button>
      <button type="button" class="p-link-btn" onClick={() => speak(language.value === "zh" ? "en" : "zh")}>
        <Icon name="language" />
        {language.value === "zh" ? "English" : "中文"}
      </button>
    </div>
    <div class="p-door-card">
      <div class="p-mark" aria-hidden="true">
        <i />
        <i />
        <i />
        <i />
      </div>
      <h1 tabindex={-1}>{title}</h1>
      {words && <p class="p-door-words">{words}</p>}
      {slots["default"]?.()}
    </div>
  </main>
);
Door.props = ["title", "words"];
