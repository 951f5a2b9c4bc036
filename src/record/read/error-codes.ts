/** Errors of the file system that are expected, by the names of their errno. */

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');

/** What `done` gives; undefined where it fails with one of these. */
export const unless = async <T>(
  codes: readonly string[],
  done: Promise<T>,
): Promise<T | undefined> => {
  try {
    return await done;
  } catch (error) {
    if (hasCode(error, ...codes)) return undefined;
    throw error;
  }
};
