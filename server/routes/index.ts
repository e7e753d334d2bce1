import type { Desk } from '../app.js';
import type { Site } from '../http/site.js';
import { homeRoutes } from './home.js';
import { setUpRoutes } from './set-up.js';
import { signInRoutes } from './sign-in.js';
import { staffRoutes } from './staff.js';

/** The whole site, noun by noun. */
export function declareRoutes(site: Site, desk: Desk): void {
  homeRoutes(site);
  setUpRoutes(site);
  signInRoutes(site, desk);
  staffRoutes(site);
}
