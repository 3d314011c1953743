/** @file The elements of the page. */

/** The element of this id, which index.html has. */
export const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

/** A new element with properties and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const created = Object.assign(document.createElement(tag), properties);
  created.append(...children);
  return created;
}
