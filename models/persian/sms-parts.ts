/*
 * How an SMS is cut and charged. A text of GSM-7 letters only: 160 in one part, 153 in each of several (signs of the extension table
 * count twice). One other letter, and every Persian letter is one, makes the whole text UCS-2: 70 in one part, 67 in each of several,
 * counted in UTF-16 units (an emoji counts twice). Source: 3GPP TS 23.038 and 23.040.
 */
const GSM_BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const GSM_EXTENSION = new Set('^{}\\[~]|€\f');

export interface SmsParts {
  alphabet: 'gsm7' | 'ucs2';
  /** Length in the units of the alphabet. */
  units: number;
  parts: number;
  /** Units that still fit into the last part. */
  unitsLeft: number;
}

/** Into how many SMS parts a text is cut, in which alphabet, and how much room is left in the last one. */
export function smsParts(text: string): SmsParts {
  const letters = [...text];
  const isGsm = letters.every((letter) => GSM_BASIC.has(letter) || GSM_EXTENSION.has(letter));
  const units = isGsm ? letters.reduce((sum, letter) => sum + (GSM_EXTENSION.has(letter) ? 2 : 1), 0) : text.length;
  const [single, each] = isGsm ? [160, 153] : [70, 67];
  const parts = units <= single ? 1 : Math.ceil(units / each);
  const room = parts === 1 ? single : parts * each;
  return { alphabet: isGsm ? 'gsm7' : 'ucs2', units, parts, unitsLeft: room - units };
}
