/** /proc/PID/fdinfo/N: about an open file. Source: Documentation/filesystems/proc.rst, section 3.8. */

/** The position in bytes, from the line `pos:`; undefined when there is none. */
export const filePositionOf = (fdinfo: string): number | undefined => {
  const digits = /^pos:\s*(\d{1,19})$/m.exec(fdinfo)?.[1];
  return digits === undefined ? undefined : Number(digits);
};
