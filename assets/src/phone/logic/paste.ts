/** A message copied from WeChat becomes the words of a case; nothing is guessed beyond what stands there. */

export interface Pasted {
  words: string;
  who: string;
  /** The place named after 地址 or 位置, if any. */
  place: string;
}

const HEAD = /^\s*(?<who>[^\n:：]{1,20})\s*[:：]\s*$/;
const STAMP = /^\s*(?<who>.{1,20}?)\s+(?:\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?\s+)?\d{1,2}:\d{2}(?::\d{2})?\s*$/;
const PLACE = /(?:地址|位置|地点)\s*[:：]\s*(?<place>[^\n]{2,80})/;
const MOST = 2000;

/** Takes away who said it and when (lines that WeChat adds when messages are copied), keeps what was said. */
export function pasted(raw: string): Pasted {
  const lines = raw
    .replace(/\r\n?/g, "\n")
    .replace(/[\u200b\ufeff]/g, "")
    .split("\n");
  let who = "";
  const kept = lines.filter((line) => {
    const head = HEAD.exec(line) ?? STAMP.exec(line);
    if (!head || PLACE.test(line)) return true;
    who ||= head.groups?.["who"]?.trim() ?? "";
    return false;
  });
  const words = kept
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()
    .slice(0, MOST);
  return { words, who, place: PLACE.exec(words)?.groups?.["place"]?.trim() ?? "" };
}
