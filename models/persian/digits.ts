/** The text with Persian (۰-۹) and Arabic (٠-٩) digits written as 0-9; everything else is kept. */
export function toLatinDigits(text: string): string {
  return text.replace(/[۰-۹٠-٩]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

/** The text or number with its digits written in Persian (۰-۹); everything else is kept. */
export function toPersianDigits(text: string | number): string {
  return toLatinDigits(String(text)).replace(/[0-9]/g, (digit) => String.fromCharCode(0x06f0 + Number(digit)));
}

/** A typed whole number in Latin digits, without the spaces and separators of thousands that people put into it. */
export function ungroupedDigits(typed: string): string {
  return toLatinDigits(typed).replace(/[\s٬,،]/g, '');
}
