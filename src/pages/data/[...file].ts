/** The files of every published data set. */
import type { APIRoute } from 'astro';
import { publishedSets, type PublishedFile } from '../../content/published-data.ts';

export const getStaticPaths = () => publishedSets().flatMap(({ files }) => files.map((file) => ({ params: { file: file.path }, props: file })));

export const GET: APIRoute<PublishedFile> = ({ props }) => new Response(props.body, { headers: { 'Content-Type': props.mediaType } });
