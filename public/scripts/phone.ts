import { guardForms } from './parts/forms.js';

guardForms();
