/** Of esbuild's metafile, what is used here: the files that went into a bundle. */
type Metafile = { readonly inputs: Readonly<Record<string, unknown>> };

export declare const packagesIn: (metafile: Metafile) => string[];
export declare const noticesOf: (metafile: Metafile) => string;
