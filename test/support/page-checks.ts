import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HtmlValidate, type ConfigData } from 'html-validate';
import type { Page } from 'playwright-core';
import { ROOT } from '../../server/root.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const validator = new HtmlValidate(JSON.parse(readFileSync(join(ROOT, '.html-validate.json'), 'utf8')) as ConfigData);

interface AxeFinding {
  id: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

/** What axe finds wrong with the page as it stands, one line per place. */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated by the browser's own door: the page's policy stays as strict as it is.
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(AXE);
  const options = JSON.stringify({ runOnly: RULES, resultTypes: ['violations'] });
  const findings = await page.evaluate<AxeFinding[]>(`axe.run(${options}).then((found) => found.violations)`);
  return findings.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`),
  );
}

/** What a validator of markup finds wrong. */
export async function markupFaults(html: string): Promise<string[]> {
  const report = await validator.validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `${ruleId} in line ${String(line)}: ${message}`),
  );
}

/** Texts with Latin digits among the Persian words that can be seen. Typed values do not count, nor codes such as L20 or what is marked left to right. */
export async function latinDigits(page: Page): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const texts = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const home = node.parentElement;
      if (!home || home.closest('[dir=ltr], [lang=en], code, kbd, script, style, textarea')) continue;
      if (home.checkVisibility({ visibilityProperty: true })) texts.push(node.textContent ?? '');
    }
    return texts;
  });
  return seen.map((text) => text.trim()).filter((text) => /[0-9]/.test(text.replace(/[A-Za-z]+-?[0-9]+([.-][0-9]+)?/g, '')));
}

/** How many pixels the page is wider than its window. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
