/** Text and data inside an HTML page. Names are chosen by anybody: nothing of them may become markup or script. */
import { type JsonValue, jsonText } from './json-text.ts';
import { sanitize } from './sanitize.ts';

/** Text between tags or in a quoted attribute. */
export const htmlText = (text: string): string =>
  sanitize(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON inside a script element: `</script>` and `<!--` cannot come about, since no `<` is left. */
export const htmlJson = (value: JsonValue): string => jsonText(value).replaceAll('<', '\\u003c');
