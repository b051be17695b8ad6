import { expect, test } from 'bun:test';
import { checkPassword } from './password.ts';

const check = (password: string) => checkPassword(password, 'ada.lovelace@example.org', '/password');

test('long enough passwords that nobody guesses first are accepted', () => {
  for (const password of ['four random words', 'Tr0ub4dor&3-again', 'ぱすわーどはながいほどいいですよ'])
    check(password);
});

test('what is guessed first is refused, without being repeated', () => {
  for (const password of [
    '',
    'short',
    'Password1234',
    'QwertyUiop123',
    'aaaaaaaaaaaaaaaa',
    'abababababab',
    '111122223333',
  ]) {
    expect(() => check(password)).toThrow(/\/password (must|is among)/);
  }
  for (const password of ['ada.lovelace@example.org', 'ada.lovelace', 'ADA.LOVELACEada.lovelace', 'x1y2'.repeat(300)]) {
    expect(() => check(password)).toThrow('/password must');
  }
});
