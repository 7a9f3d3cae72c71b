package org.apga.data;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apga.files.Parallel;
import org.apga.files.Patience;

/** Computes the checksums of image files: in this process, or spread over a cluster. */
@FunctionalInterface
public interface ChecksumReader {
  /**
   * Reads every file once.
   *
   * @param source where the files are
   * @param paths relative to its root
   * @param read receives the number of files read so far, now and then
   * @return one checksum per path, in the same order, as in {@link ImageChecksums}
   * @throws IOException if the file system does not answer
   */
  List<String> read(ImageSource source, List<String> paths, IntConsumer read)
      throws IOException, InterruptedException;

  /**
   * Reads in this process, several files at a time, and waits for a file system that does not
   * answer.
   */
  static ChecksumReader here(Configuration configuration, Patience patience) {
    return (source, paths, read) -> {
      FileSystem files = TextFiles.fileSystem(new Path(source.root()), configuration);
      AtomicInteger done = new AtomicInteger();
      return Parallel.map(
          Parallel.sideBySide(files),
          paths,
          path -> {
            String checksum =
                patience.obtain(
                    "read " + path, () -> source.checksums(List.of(path), configuration).get(0));
            read.accept(done.incrementAndGet());
            return checksum;
          });
    };
  }
}
