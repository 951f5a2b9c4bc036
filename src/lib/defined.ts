/** Optional members without a branch for each: `...defined({ user, uid })` adds those that are known. */

/** Members that may be undefined may be absent; none is undefined. */
export type Defined<Members> = {
  [Name in keyof Members as undefined extends Members[Name] ? never : Name]: Members[Name];
} & {
  [Name in keyof Members as undefined extends Members[Name] ? Name : never]?: Exclude<
    Members[Name],
    undefined
  >;
};

/** The members that are not undefined, in their order. Not for hot paths: it makes two objects. */
export const defined = <const Members extends object>(members: Members): Defined<Members> => {
  const found: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) found[name] = value;
  }
  return found as Defined<Members>;
};
