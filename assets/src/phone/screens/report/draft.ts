/** What is typed about a matter, and what of it is sent. */

import type { Fix } from "../../components/Place";
import { number, text, type Household, type Payload } from "../../logic/model";

export interface CaseDraft {
  words: string;
  where: string;
  fix: Fix | null;
  grid: string;
  category: string;
  forSomeone: boolean;
  name: string;
  phone: string;
}

export const emptyCase = (): CaseDraft => ({
  words: "",
  where: "",
  fix: null,
  grid: "",
  category: "",
  forSomeone: false,
  name: "",
  phone: "",
});

/** Only what was said: an empty field is not sent. */
export function caseData(draft: CaseDraft, home: Household | undefined, channel: string): Payload {
  const { words, where, fix, category, forSomeone, name, phone } = draft;
  return {
    words: words.trim(),
    where: where.trim() || home?.address || "",
    ...(fix ?? {}),
    ...(home && { household: home.id }),
    ...(category && { category }),
    ...(channel && { channel }),
    ...(forSomeone && name.trim() && { name: name.trim() }),
    ...(forSomeone && phone.trim() && { phone: phone.trim() }),
  };
}

/** A report that came back, to be mended. */
export function fromCase(data: Payload): CaseDraft {
  const isPlaced = typeof data["lat"] === "number";
  return {
    ...emptyCase(),
    words: text(data["words"]),
    where: text(data["where"]),
    fix: isPlaced ? { lat: number(data["lat"]), lon: number(data["lon"]), acc: number(data["acc"]) } : null,
    category: text(data["category"]),
    name: text(data["name"]),
    phone: text(data["phone"]),
    forSomeone: Boolean(data["name"] || data["phone"]),
  };
}
