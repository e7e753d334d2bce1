/*
 * A search typed while the keyboard was in the other layout: `shvh` on a Persian keyboard (ISIRI 9147) gives «سارا».
 * For search only; passwords are never changed.
 */
const LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,\\CH";
const PERSIAN = 'ضصثقفغعهخحجچشسیبلاتنمکگظطزرذدپوپژآ';

const toPersian = new Map([...LATIN].map((key, i) => [key, PERSIAN[i] ?? key]));
const toLatin = new Map([...PERSIAN].map((letter, i) => [letter, LATIN[i] ?? letter] as const).reverse());

/** What the keys would have written in the other layout, or null when the text has letters of both or none. */
export function otherLayout(text: string): string | null {
  const hasLatin = /[a-z]/i.test(text);
  const hasPersian = /[\u0600-\u06ff]/.test(text.replace(/[۰-۹٠-٩]/g, ''));
  if (hasLatin === hasPersian) return null;
  if (hasLatin) return [...text].map((key) => toPersian.get(key) ?? toPersian.get(key.toLowerCase()) ?? key).join('');
  return [...text].map((letter) => toLatin.get(letter) ?? letter).join('');
}
