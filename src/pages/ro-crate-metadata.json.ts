import type { APIRoute } from 'astro';
import { researchCrate } from '../content/research-crate.ts';

export const GET: APIRoute = ({ site }) => new Response(`${JSON.stringify(researchCrate(new URL(import.meta.env.BASE_URL, site).href), null, 2)}\n`, { headers: { 'Content-Type': 'application/ld+json' } });
