/** @file How programs spell names: words to set_alarm, setAlarm, set-alarm, SetAlarm, Set_Alarm and the like. */

import { capitalise } from "./world.js";

export const nameStyles = ["snake", "camel", "kebab", "pascal", "dot", "upper", "title", "flat"] as const;
export type NameStyle = (typeof nameStyles)[number];

/** Respells a snake_case name. */
export function respell(name: string, style: NameStyle): string {
  const words = name.split("_");
  switch (style) {
    case "snake":
      return name;
    case "camel":
      return words[0]! + words.slice(1).map(capitalise).join("");
    case "kebab":
      return words.join("-");
    case "pascal":
      return words.map(capitalise).join("");
    case "dot":
      return words.join(".");
    case "upper":
      return name.toUpperCase();
    case "title":
      return words.map(capitalise).join("_");
    case "flat":
      return words.join("");
  }
}
