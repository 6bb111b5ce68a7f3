/** XML as its readers outside take it: the first fault, however small, throws. */
import { DOMParser, type Document } from '@xmldom/xmldom';

export function parseXml(xml: string): Document {
  // The one fault that this parser forgives.
  const bare = /&(?!#\d+;|#x[0-9a-f]+;|[a-z]+;)/i.exec(xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, ''));
  if (bare) throw new Error('an ampersand stands alone');
  return new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(xml, 'text/xml');
}
