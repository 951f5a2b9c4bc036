/** Text and data inside an HTML page. Anybody may choose names: no part of one may become markup or script. */
import { type JsonValue, jsonText } from './json-text.ts';
import { sanitize } from './sanitize.ts';

/** Text between tags or in a quoted attribute. */
export const htmlText = (text: string): string =>
  sanitize(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON inside a script element. No `<` is left, so there is no `</script>` and no `<!--` in it. */
export const htmlJson = (value: JsonValue): string => jsonText(value).replaceAll('<', '\\u003c');
