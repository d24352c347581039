/** What commands may touch besides files: the streams of the process, replaced in tests. */

export interface Io {
  /** Resolves when the reader has taken the text, so that a slow pipe holds us back. */
  print(text: string): Promise<void>;
  complain(text: string): void;
  /** All of standard input. */
  input(): Promise<string>;
}

/** The streams of this process. A reader that goes away (`| head`) ends it quietly. */
export function processIo(): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    print: (text) =>
      new Promise((resolve) => {
        if (process.stdout.write(text)) resolve();
        else process.stdout.once('drain', resolve);
      }),
    complain: (text) => void process.stderr.write(text),
    input: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
