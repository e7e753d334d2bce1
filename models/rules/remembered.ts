/** A pure function of one text that remembers its newest answers: a file says the same words thousands of times. `most` bounds the memory. */
export function remembered<T>(answerOf: (text: string) => T, most = 20_000): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = answerOf(text);
    if (answers.size >= most) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
