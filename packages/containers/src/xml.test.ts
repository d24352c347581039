import { describe, expect, it } from 'vitest';
import { readXml, XmlError } from './xml.ts';

function refusal(text: string, depth = 100): XmlError {
  try {
    readXml(text, depth);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('readXml', () => {
  it('joins text and CDATA, drops blank layout around CDATA, and knows where each element stands', () => {
    const text =
      '<?xml version="1.0"?>\r\n<a n="1"><b>\r\n <![CDATA[x < y\r\n]]><![CDATA[z]]> </b><c>p &amp; q</c><d/></a>';
    const root = readXml(text, 100);
    const [b, c, d] = root.children;
    expect(root.attributes).toEqual({ n: '1' });
    expect(b?.text).toBe('x < y\nz');
    expect(text.slice(b?.innerFrom, b?.innerTo)).toBe('\r\n <![CDATA[x < y\r\n]]><![CDATA[z]]> ');
    expect(c?.text).toBe('p & q');
    expect(text.slice(c?.innerFrom, c?.innerTo)).toBe('p &amp; q');
    expect(d?.innerFrom).toBe(d?.innerTo);
  });

  it('names line and column of a break', () => {
    const error = refusal('<a>\n  <b></c>\n</a>');
    expect(error.code).toBe('XML_BROKEN');
    expect(error.line).toBe(2);
    expect(error.col).toBeGreaterThan(5);
  });

  it.each(['', 'no xml', '<a>', '<a>&custom;</a>', '<a b=c/>', '<a/><b/>'])(
    'refuses %j as broken',
    (text) => {
      expect(refusal(text).code).toBe('XML_BROKEN');
    },
  );

  it('refuses a DOCTYPE before any entity of it can be used', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY e "xx">]><a>&e;</a>';
    expect(refusal(bomb).code).toBe('XML_DOCTYPE');
  });

  it('refuses nesting beyond the limit', () => {
    const nested = (levels: number) => '<a>'.repeat(levels) + '</a>'.repeat(levels);
    expect(readXml(nested(100), 100).name).toBe('a');
    expect(refusal(nested(101)).code).toBe('XML_TOO_DEEP');
  });
});
