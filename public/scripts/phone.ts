import { offerCopies } from './copy.js';
import { focusFirst } from './focus-first.js';
import { sendOnce } from './form-guards.js';
import { offerPrint } from './print-page.js';

sendOnce();
focusFirst();
offerCopies();
offerPrint();
