import { focusFirst } from './focus-first.js';
import { sendOnce } from './form-guards.js';

sendOnce();
focusFirst();
