/**
 * Logarithms of p values, corrected for having made all of these comparisons, in the order given (Holm 1979, step-down Bonferroni): a corrected value
 * below ln(0.05) stands with a chance of error of 5 % over all of them together.
 */
export function holmLogP(logPs: readonly number[]): number[] {
  const order = logPs.map((logP, index) => ({ logP, index })).sort((a, b) => a.logP - b.logP);
  const corrected = new Array<number>(logPs.length).fill(0);
  let highest = -Infinity;
  order.forEach(({ logP, index }, rank) => {
    highest = Math.max(highest, Math.min(0, logP + Math.log(logPs.length - rank)));
    corrected[index] = highest;
  });
  return corrected;
}
