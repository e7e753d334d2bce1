import type { RequestHandler } from 'express';
import type { Offer } from '../../models/rules/loyalty.js';
import { notFound } from '../errors.js';

/** Stands on a route's line behind its permission: the page does not exist (404) while the clinic's club does not offer this. */
export const whenOffered =
  (offer: Offer): RequestHandler =>
  (req, _res, next) => {
    next(req.club.loyalty[offer] ? undefined : notFound());
  };
