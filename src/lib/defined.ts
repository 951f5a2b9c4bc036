/** Objects whose unknown members are absent: in this program absence is what means unknown. */

/** `members` without those that are undefined. */
export const defined = <Members extends object>(members: Members): Defined<Members> => {
  const known: { [name: string]: unknown } = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) known[name] = value;
  return known as Defined<Members>;
};

type Defined<Members> = {
  [Name in keyof Members as undefined extends Members[Name] ? never : Name]: Members[Name];
} & {
  [Name in keyof Members as undefined extends Members[Name] ? Name : never]?: Exclude<
    Members[Name],
    undefined
  >;
};
