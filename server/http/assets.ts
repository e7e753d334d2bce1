import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Addresses of built files by their plain names, from the manifest that the build wrote. */
export interface Assets {
  /** The address of a built file, such as desk.js. */
  url(name: string): string;
  /** An icon of the sprite, as markup; decoration only, hidden from screen readers. */
  icon(name: string, extraClass?: string): string;
}

/** Reads the build's manifest; throws when the browser files were never built. */
export function loadAssets(root: string): Assets {
  const file = join(root, 'public', 'build', 'manifest.json');
  if (!existsSync(file)) throw new Error('public/build is missing: run npm run build');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const url = (name: string): string => `/build/${manifest[name] ?? name}`;
  return {
    url,
    icon: (name, extraClass = '') =>
      `<svg class="icon${extraClass ? ` ${extraClass}` : ''}" aria-hidden="true" focusable="false"><use href="${url('sprite.svg')}#${name}"></use></svg>`,
  };
}
