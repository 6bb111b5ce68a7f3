/** The exercise bank for Moodle, with the printed numbers. */
import { getCollection } from 'astro:content';
import type { APIRoute } from 'astro';
import { moodleXml } from '../../exercises/moodle.ts';
import { nodeItems } from '../../exercises/node-items.ts';

export const GET: APIRoute = async ({ site }) => {
  const titles = Object.fromEntries((await getCollection('lessons')).map((l) => [l.id, `${l.data.order} ${l.data.title}`]));
  return new Response(moodleXml(await nodeItems(), titles, new URL(import.meta.env.BASE_URL, site).href), { headers: { 'content-type': 'application/xml' } });
};
