import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';

/** How one reason to come is spread over months (Farvardin first), ages (0–14, 15–29, 30–49, 50–64, 65 and over), sex and area. */
export interface IllnessStory {
  code: string | null;
  weight: number;
  months: readonly number[];
  ages: readonly number[];
  /** How many times as often women come for it. */
  women?: number;
  areas?: Readonly<Record<string, number>>;
  /** Who has it comes back for it. */
  chronic?: boolean;
  services: Readonly<Record<string, number>>;
}

export interface SpecialtyStory {
  name: string;
  weight: number;
  /** The share of visits that had an appointment. */
  booked: number;
  physicians: readonly string[];
  services: Readonly<Record<string, readonly [name: string, amountRial: number]>>;
  illnesses: readonly IllnessStory[];
}

export interface ClinicStory {
  name: string;
  staff: Readonly<Record<'manager' | 'physician' | 'receptionist' | 'operator', string>>;
  specialties: readonly SpecialtyStory[];
  areas: readonly (readonly [string, number])[];
  comments: Readonly<Record<'promoter' | 'passive' | 'detractor', readonly string[]>>;
  replies: readonly string[];
  /** Ways of saying: no more messages. */
  stops: readonly string[];
  notes: readonly string[];
  /** What patients want put right in their files, and what the desk answers. */
  corrections: { asked: readonly string[]; answer: string };
  /** Why the manager makes somebody VIP. */
  honours: readonly string[];
  /** Why the manager gives credit by hand. */
  standing: readonly string[];
  /** Why the manager gives, takes and puts right points by hand, and the services that earn points of their own. */
  points: Readonly<Record<'given' | 'taken' | 'reversed', readonly string[]>> & { services: Readonly<Record<string, number>> };
}

export interface Names {
  women: readonly string[];
  men: readonly string[];
  girls: readonly string[];
  boys: readonly string[];
  families: readonly string[];
}

const read = (file: string): unknown => JSON.parse(readFileSync(join(ROOT, 'server/demo', file), 'utf8'));

/** What the demo clinic is: its people, services, illnesses and words. */
export const clinicStory = (): ClinicStory => read('clinic.json') as ClinicStory;

/** Persian names, the common ones first. */
export const commonNames = (): Names => read('names.json') as Names;
