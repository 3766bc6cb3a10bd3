/** Catches slips of the thumb only; whether an address exists is for the server to know. */
export function refuseEmail(email: string): string | null {
  const trimmed = email.trim();
  if (trimmed === '') return 'Type your email address.';
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(trimmed)) return 'This does not look like an email address, such as ada@example.com.';
  return null;
}

export function refusePassword(password: string): string | null {
  return password === '' ? 'Type your password.' : null;
}

export function refuseName(name: string): string | null {
  return name.trim() === '' ? 'Type your name as people know you.' : null;
}
