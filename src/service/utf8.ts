/** @file Texts as their UTF-8 bytes, a character of a string each: a token may end within a character. */

/** The bytes of a text. */
export const utf8 = (text: string): string => Buffer.from(text).toString("latin1");

// Well-formed beyond ASCII (Unicode, table 3-7): how characters of two, three and four bytes begin.
const two = String.raw`[\xc2-\xdf]`;
const three = String.raw`(?:\xe0[\xa0-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]|\xed[\x80-\x9f])`;
const four = String.raw`(?:\xf0[\x90-\xbf]|[\xf1-\xf3][\x80-\xbf]|\xf4[\x80-\x8f])`;
const more = String.raw`[\x80-\xbf]`;

/** Pattern of a character beyond ASCII, and of one that is not whole yet. */
export const beyondAscii = `${two}${more}|${three}${more}|${four}${more}{2}`;
export const cutCharacter = String.raw`[\xc2-\xf4]|${three}|${four}${more}?`;
