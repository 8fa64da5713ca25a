const SAID: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  ELOOP: 'too many links',
};

/** Why something can't be opened or read, in words; the system's own message names the call, and the path once more. */
export function failure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : null;
  return code === null ? error.message : (SAID[code] ?? error.message);
}
