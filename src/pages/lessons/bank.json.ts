/** The words of all exercises, for the page: fetched when a reader first touches one. */
import type { APIRoute } from 'astro';
import { pageEntries } from '../../exercises/bank.ts';

export const GET: APIRoute = () => new Response(JSON.stringify(pageEntries()), { headers: { 'content-type': 'application/json' } });
