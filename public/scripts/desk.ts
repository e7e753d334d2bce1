import './html-parser.js';
import 'htmx.org';
import { focusFirst } from './focus-first.js';
import { guardTyping, sendOnce } from './form-guards.js';
import { helpWithDays } from './near-day.js';
import { closeMenus, walkFound } from './popups.js';
import { followProgress } from './progress.js';
import { listenForShortcuts } from './shortcuts.js';
import { readWords } from './words.js';

const words = readWords();
if (words) helpWithDays(words);
listenForShortcuts();
closeMenus();
walkFound();
followProgress();
guardTyping();
sendOnce();
focusFirst();
