/** @file Numbers in words. */

const fixed = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** `96 B`, `1.2 kB`, `30 MB`: powers of a thousand. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let unit = 0;
  // 999.6 would print as 1000
  while (Math.round(count) >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return `${unit === 0 ? count : fixed(count)} ${units[unit]}`;
}

/** `35 ms`, `1.4 s`, `2 min 05 s`, `3 h 20 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.5) return `${fixed(seconds)} s`;
  const whole = Math.round(seconds);
  const two = (n: number): string => String(n).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** `1,234`. */
export const count = (n: number): string => n.toLocaleString("en-US");
