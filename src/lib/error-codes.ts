/** Refusals that are expected, by the name of their errno, such as `ENOENT`. */

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes((error as { readonly code?: string }).code ?? '');

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
