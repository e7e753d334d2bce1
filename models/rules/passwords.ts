/**
 * A password has 8 to 128 characters, taken exactly as typed. Nothing else is demanded of its letters, but it must not be one that
 * attackers try first, nor the person's own name for signing in.
 */
const FIRST_GUESSES = new Set(
  (
    '12345678 123456789 1234567890 87654321 11111111 00000000 12121212 11223344 password password1 passw0rd qwertyui qwerty123 ' +
    'iloveyou admin123 admin1234 administrator letmein1 welcome1 abc12345 abcd1234 1qaz2wsx asdfghjk zxcvbnm1 sunshine football ' +
    'princess superman baseball trustno1 hamdam123 hamdam1234 clinic123 darmangah receptionist physician manager1 operator1 tehran123 iran1234 ' +
    'ali12345 mohammad 09120000 09123456789 13601360 13701370 14001400'
  ).split(' '),
);

export type PasswordProblem = 'password-short' | 'password-long' | 'password-common' | 'password-is-username';

/** What is wrong with a new password, or null. */
export function passwordProblem(password: string, username: string): PasswordProblem | null {
  if ([...password].length < 8) return 'password-short';
  if (password.length > 128) return 'password-long';
  const plain = password.toLowerCase();
  if (FIRST_GUESSES.has(plain) || /^(.)\1+$/u.test(plain)) return 'password-common';
  return plain === username.toLowerCase() ? 'password-is-username' : null;
}

/** The form under which a name for signing in is unique and looked up. */
export const usernameKey = (username: string): string => username.normalize('NFKC').trim().toLowerCase();
