/**
 * Makes one file of the chunks that esbuild splits the program into. Each chunk becomes a function, run when something of it is first needed: so
 * `iotop --version` makes nothing of what the screen is made of, and V8's cache for it stays small (scripts/compile-cache.cjs).
 */

/** Modules of Node that are loaded when something of them is first used. The others it has loaded itself before the program starts. */
const ON_NEED = [
  'child_process',
  'crypto',
  'fs/promises',
  'module',
  'net',
  'os',
  'timers/promises',
  'tty',
  'url',
  'v8',
  'zlib',
];
/** Each as long as the word that it stands for, so that the source map stays right. */
const REQUIRE_ON_NEED = 'on_need';
const NEED_CHUNK = 'chunk__';

/** Text before the chunks: how one is had by its name, and a module of Node on need. What a chunk gives is plain once it ran: nothing exported may change later. */
const HEAD = `var ${REQUIRE_ON_NEED}=(name)=>new Proxy({},{get:(_,key)=>require(name)[key]});
var chunks={},${NEED_CHUNK}=(name)=>chunks[name](),chunk=(make,known)=>()=>{if(!known){known={exports:{}};make(known.exports,known);known.exports={...known.exports}}return known.exports};
`;
const FIRST = 'main.js';

/**
 * @param outputFiles of a build in the form of ESM, with source maps inline
 * @returns the text of a CommonJS module, and its source map as JSON
 */
export const joinChunks = async (esbuild, outputFiles) => {
  const sections = [];
  let text = HEAD;
  for (const { path, text: code } of outputFiles) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const made = await esbuild.transform(code, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      // Becomes a promise of `require`.
      supported: { 'dynamic-import': false },
      sourcemap: 'external',
      minifyWhitespace: true,
      minifySyntax: true,
    });
    text += `chunks[${JSON.stringify(`./${name}`)}]=chunk((exports,module)=>{\n`;
    const line = text.split('\n').length - 1;
    sections.push({ offset: { line, column: 0 }, map: JSON.parse(made.map) });
    text += `${withNames(made.code)}});\n`;
  }
  text += `chunks["./${FIRST}"]();\n`;
  return { text, map: JSON.stringify({ version: 3, file: 'program.js', sections }) };
};

/** The chunk with its imports from other chunks, and from Node, as they are had here. */
const withNames = (code) =>
  code
    .replace(/\brequire(?=\("\.\/[\w-]+\.js"\))/g, NEED_CHUNK)
    .replace(
      new RegExp(`\\brequire\\("node:(${ON_NEED.join('|')})"\\)`, 'g'),
      `${REQUIRE_ON_NEED}("node:$1")`,
    );
