import fc from "fast-check";
import { expect, test } from "vitest";
import { StopStrings } from "../../src/lm/stop-strings.js";

/** What comes out of a text that arrives in these pieces. */
function passed(stops: string[], pieces: string[]): { pieces: string[]; stopped: boolean } {
  const stop = new StopStrings(stops);
  const out: string[] = [];
  for (const piece of pieces) {
    out.push(stop.push(piece));
    if (stop.stopped) break;
  }
  return { pieces: [...out, stop.finish()], stopped: stop.stopped };
}

test("a stop string that comes in pieces is held back, and never shown", () => {
  expect(passed(["END"], ["one E", "N", "D two"])).toEqual({ pieces: ["one ", "", "", ""], stopped: true });
});

test("what only began like one is passed on as soon as that is clear", () => {
  expect(passed(["END"], ["one E", "N", "d two"])).toEqual({ pieces: ["one ", "", "ENd two", ""], stopped: false });
  expect(passed(["END"], ["one E"])).toEqual({ pieces: ["one ", "E"], stopped: false });
});

test("an empty one ends nothing", () => {
  expect(passed([""], ["one"])).toEqual({ pieces: ["one", ""], stopped: false });
  expect(passed(["", "END"], ["one END"])).toEqual({ pieces: ["one ", ""], stopped: true });
});

test("of several the first in the text counts", () => {
  expect(passed(["two", "one"], ["zero one two"])).toEqual({ pieces: ["zero ", ""], stopped: true });
});

test("however a text is cut, what comes out is the text before its first stop string", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 30 });
  const stops = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), minLength: 1, maxLength: 4 }), {
    maxLength: 3,
  });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 8 }), stops, (pieces, all) => {
      const whole = pieces.join("");
      const found = passed(all, pieces);
      const ends = all.map((s) => whole.indexOf(s)).filter((i) => i >= 0);
      expect(found.stopped).toBe(ends.length > 0);
      // Of two that begin at different places, the one whose end comes first is seen first.
      const shown = found.pieces.join("");
      expect(whole.startsWith(shown)).toBe(true);
      for (const s of all) expect(shown).not.toContain(s);
      if (ends.length === 0) expect(shown).toBe(whole);
    }),
  );
});
