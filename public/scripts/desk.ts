import 'htmx.org';
import { offerCalendars } from './parts/calendar.js';
import { guardForms } from './parts/forms.js';
import { listenForShortcuts } from './parts/shortcuts.js';
import { showProgress } from './parts/progress.js';

listenForShortcuts();
guardForms();
offerCalendars();
showProgress();
