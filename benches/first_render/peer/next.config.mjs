// As little as there is to say: gzip and caching are as Next.js has them.
export default {
  reactStrictMode: true,
};
