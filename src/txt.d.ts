declare module '*.txt' {
  const source: string;
  export default source;
}
