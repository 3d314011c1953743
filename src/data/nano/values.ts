/** @file Values that requests carry and answers copy: what is drawn from pools, and times, dates, numbers. */

import type { Random } from "../../tensor/random.js";
import { free } from "./free.js";
import { days, months, names, words } from "./pools.js";

export * from "./pools.js";

/** A time of day in one of several spellings: 7:30, 07:30, 7 am, 7:30 PM, half past 7, noon. */
export function time(random: Random): string {
  const hour = random.between(1, 12);
  const minute = random.pick(["00", "05", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55"]);
  switch (random.below(10)) {
    case 0:
      return `${hour} am`;
    case 1:
      return `${hour} pm`;
    case 2:
      return `${hour}:${minute} am`;
    case 3:
      return `${hour}:${minute} pm`;
    case 4:
      return `${String(random.below(24)).padStart(2, "0")}:${minute}`;
    case 5:
      return random.chance(0.2) ? random.pick(["noon", "midnight"]) : `${hour}${random.pick(["am", "pm", "AM", "PM"])}`;
    case 6:
      if (random.chance(0.5)) return `${hour}:${minute}${random.pick(["am", "pm", " AM", " PM"])}`;
      return `${random.pick(["half past", "quarter past", "quarter to", "ten past", "twenty to"])} ${hour}`;
    default:
      return `${hour}:${minute}`;
  }
}

const ordinal = (day: number): string =>
  `${day}${(day >= 11 && day <= 13 ? undefined : { 1: "st", 2: "nd", 3: "rd" }[day % 10]) ?? "th"}`;

/** A day: Friday, tomorrow, May 3, 3 May, May 3rd, next Friday, 2025-05-03. */
export function date(random: Random): string {
  const day = random.between(1, 28);
  switch (random.below(8)) {
    case 0:
      return random.pick(["today", "tomorrow"]);
    case 1:
    case 2:
      return random.pick(days);
    case 3:
      return `${day} ${random.pick(months)}`;
    case 4:
      return `${random.pick(months)} ${day}`;
    case 5:
      return random.chance(0.5)
        ? `${random.pick(months)} ${ordinal(day)}`
        : `${ordinal(day)} of ${random.pick(months)}`;
    case 6: {
      const month = random.pick(months).slice(0, 3);
      return random.pick([
        `next ${random.pick(days)}`,
        `this ${random.pick(days)}`,
        `${day} ${month}`,
        `${month} ${day}`,
      ]);
    }
    default:
      return `${random.between(2024, 2027)}-${String(random.between(1, 12)).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  }
}

// prettier-ignore
const spokenDurations = ["one hour", "half an hour", "ten minutes", "two hours", "an hour", "a minute", "five minutes",
  "three hours", "twenty minutes", "an hour and a half", "a quarter of an hour", "thirty seconds", "fifteen minutes",
  "two minutes"];

// prettier-ignore
export const duration = (random: Random): string =>
  random.chance(0.15)
    ? random.pick(spokenDurations)
    : `${random.pick([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 75, 90])} ${random.pick(["minutes", "minutes", "minutes", "seconds", "hours", "min", "mins", "sec"])}`;

export const amount = (random: Random): string =>
  random.chance(0.5)
    ? `${random.between(2, 99)}`
    : random.chance(0.5)
      ? `${random.between(1, 99)}${random.pick(["0", "0", "00", ".50"])}`
      : `${random.between(100, 9999)}`;

// prettier-ignore
export const price = (random: Random): string => {
  const sum = `${random.between(1, 99)}${random.chance(0.5) ? `.${random.pick(["50", "99", "25", "95", "00", "75", "20"])}` : random.pick(["", "0"])}`;
  return random.chance(0.15)
    ? `${sum} ${random.pick(["euros", "dollars", "pounds", "EUR", "USD", "GBP"])}`
    : `${random.pick(["$", "$", "€", "£"])}${sum}`;
};

export const degrees = (random: Random): string => `${random.between(14, 29)}${random.chance(0.1) ? ".5" : ""}`;
export const percent = (random: Random): string =>
  random.chance(0.75) ? `${random.between(1, 10)}0%` : `${random.between(1, 99)}%`;
export const phone = (random: Random): string => {
  const [area, number] = [random.between(200, 999), random.between(1000, 9999)];
  return random.chance(0.7)
    ? `${area}-${number}`
    : random.pick([`0${area} ${number}`, `+${random.between(20, 99)} ${area} ${number}`, `${area} ${number}`]);
};

// prettier-ignore
const mailHosts = ["mail", "post", "work", "home", "web", "inbox", "office", "school", "example", "shop", "letters"];

/** anna@mail.com, ben42@work.org, anna.ben@post.net. */
export const email = (random: Random): string => {
  const user = draw(random, names).toLowerCase();
  const more = random.chance(0.3)
    ? random.between(1, 99)
    : random.chance(0.2)
      ? `.${draw(random, names).toLowerCase()}`
      : "";
  return `${user}${more}@${random.pick(mailHosts)}.${random.pick(["com", "org", "net", "de", "io"])}`;
};

/** An order or parcel number: #5678, A123, INV-2041. */
// prettier-ignore
export const code = (random: Random): string => {
  if (random.chance(0.2)) return `${random.pick(["INV", "ORD", "PK", "REF", "TX", "NR"])}-${random.between(100, 9999)}`;
  return random.chance(0.5) ? `#${random.between(1000, 9999)}` : `${random.pick(words("A B C D E F G H J K L M N P R S T U V X Z"))}${random.between(100, 999)}`;
};

/** How many draws are of common words, where a pool stands for what is free. */
const freely = 0.45;

/** Most draws from a large pool come from its first 40, which a small vocabulary can hold whole; the rest is in pieces. */
export function draw(random: Random, pool: readonly string[]): string {
  const make = free.get(pool);
  if (make && random.chance(freely)) return make(random);
  return pool.length > 60 && random.chance(0.6) ? pool[random.below(40)]! : random.pick(pool);
}

export const from =
  (pool: readonly string[]) =>
  (random: Random): string =>
    draw(random, pool);
