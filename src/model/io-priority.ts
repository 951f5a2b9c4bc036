/**
 * I/O priority as people write it: `be/4`, `rt/0`, `idle`.
 *
 * Source: include/uapi/linux/ioprio.h. Level is the low three bits (the seven above are hints since 6.5).
 */

const CLASSES = ['none', 'rt', 'be', 'id'] as const;

export type IoPriority = { readonly class: (typeof CLASSES)[number]; readonly level: number };

/** @param value as ioprio_get(2); an unknown class number is undefined */
export const ioPriorityOf = (value: number): IoPriority | undefined => {
  const name = CLASSES[value >> 13];
  return name === undefined ? undefined : { class: name, level: value & 7 };
};

/** The number ioprio_set(2) wants. */
export const ioPriorityValue = (priority: IoPriority): number =>
  (CLASSES.indexOf(priority.class) << 13) | priority.level;

/** Of a task for which nobody chose one, at nice 0. */
export const USUAL_IO_PRIORITY = ioPriorityValue({ class: 'be', level: 4 });

/** Four characters at most; class none shows as `none` only where nice could not be read. */
export const formatIoPriority = (value: number): string => {
  const priority = ioPriorityOf(value);
  if (priority === undefined) return '?';
  if (priority.class === 'id') return 'idle';
  return priority.class === 'none' ? 'none' : `${priority.class}/${priority.level}`;
};
