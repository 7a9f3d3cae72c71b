package org.apga.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.viewfs.ViewFileSystem;
import org.apga.files.JsonFile.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one small file unless another process has written it, and determines the outcome. {@link
 * JsonFile} describes the guarantees.
 */
final class WriteOnce {
  private static final Logger LOG = LoggerFactory.getLogger(WriteOnce.class);

  /**
   * File systems by name, because Hadoop has no query for this property. In each of them the server
   * that renames refuses an existing name: the NameNode, Ozone's manager, Azure (If-None-Match).
   */
  private static final Set<String> RENAME_NEVER_REPLACES_A_FILE =
      Set.of("hdfs", "webhdfs", "swebhdfs", "ofs", "o3fs", "abfs", "abfss");

  /** S3A's capability from Hadoop 3.4.2 on: the PUT itself fails if the object exists. */
  private static final String CONDITIONAL = "fs.option.create.conditional.overwrite";

  private static final String LOCAL = "file";

  private final FileSystem fs;
  private final Path target;
  private final byte[] bytes;
  private final String draft = "_draft-" + UUID.randomUUID() + ".json";
  private final Link link;

  /** Gives a local file a second name. Tests replace it to simulate file systems that cannot. */
  @FunctionalInterface
  interface Link {
    void create(java.nio.file.Path name, java.nio.file.Path existing) throws IOException;
  }

  WriteOnce(FileSystem fs, Path file, byte[] bytes, Link link) {
    this.fs = fs;
    this.target = fs.makeQualified(file);
    this.bytes = bytes;
    this.link = link;
  }

  /**
   * Writes the file, with the guarantees of {@link JsonFile#writeOnce(FileSystem, Path, byte[])}.
   */
  Outcome write() throws IOException {
    Optional<byte[]> before = content();
    boolean half = before.isPresent() && isHalf(fs, target, before.get());
    if (before.isPresent() && !half) {
      return outcome(before.get());
    }
    Path folder = target.getParent();
    fs.mkdirs(folder);
    Path behind = behind(fs, folder);
    String scheme = behind.toUri().getScheme();
    if (LOCAL.equals(scheme)) {
      return link(java.nio.file.Path.of(behind.toUri().getPath()));
    }
    return RENAME_NEVER_REPLACES_A_FILE.contains(scheme)
        ? rename(new Path(folder, draft))
        : create(half);
  }

  /**
   * Whether a file has only the beginning of a document, because its writer is not done or has
   * died. Every document that this project writes ends with a line end. False on file systems where
   * files appear whole.
   *
   * @param content the content of the file
   */
  static boolean isHalf(FileSystem fs, Path file, byte[] content) throws IOException {
    if (content.length > 0 && (content[content.length - 1] == '\n' || JsonFile.isJson(content))) {
      return false;
    }
    Path whole = fs.makeQualified(file);
    String scheme = behind(fs, whole.getParent()).toUri().getScheme();
    return !LOCAL.equals(scheme)
        && !RENAME_NEVER_REPLACES_A_FILE.contains(scheme)
        && !fs.hasPathCapability(whole, CONDITIONAL);
  }

  /** A view has its own scheme, but the properties of the file system mounted there. */
  private static Path behind(FileSystem fs, Path folder) throws IOException {
    return fs instanceof ViewFileSystem ? fs.resolvePath(folder) : folder;
  }

  private Outcome outcome(byte[] content) {
    return Arrays.equals(content, bytes) ? Outcome.WRITTEN : Outcome.ALREADY_EXISTS;
  }

  private Optional<byte[]> content() throws IOException {
    try {
      return Optional.of(SmallFile.read(fs, target));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  private Optional<byte[]> contentAfter(Exception failure) throws UnknownOutcomeException {
    try {
      return content();
    } catch (IOException | RuntimeException e) {
      e.addSuppressed(failure);
      throw unknown(e);
    }
  }

  private UnknownOutcomeException unknown(Exception failure) {
    return new UnknownOutcomeException(
        "it is not known whether " + target + " was written: " + FileErrors.reason(failure),
        failure);
  }

  // Hadoop's local file system checks for the file and then opens it, which is not atomic, and its
  // rename replaces silently; a hard link fails if the name is taken.
  private Outcome link(java.nio.file.Path folder) throws IOException {
    java.nio.file.Path local = folder.resolve(target.getName());
    java.nio.file.Path aside = folder.resolve(draft);
    try {
      createLocal(aside);
      try {
        link.create(local, aside);
        return Outcome.WRITTEN;
      } catch (IOException | UnsupportedOperationException e) {
        // The name is taken, a reply was lost, or a mounted file system has no links.
        Optional<byte[]> now = contentAfter(e);
        return now.isPresent() ? outcome(now.get()) : move(aside, local);
      }
    } finally {
      removed(aside);
    }
  }

  /** Never leaves half a document, but of two simultaneous writers the later one replaces. */
  private Outcome move(java.nio.file.Path aside, java.nio.file.Path local) throws IOException {
    try {
      Files.move(aside, local, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      return contentAfter(e).map(this::outcome).orElseThrow(() -> e);
    }
    return seen();
  }

  private void createLocal(java.nio.file.Path file) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (ByteBuffer rest = ByteBuffer.wrap(bytes); rest.hasRemaining(); ) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  private Outcome rename(Path aside) throws IOException {
    try {
      put(fs.create(aside, false));
    } catch (IOException | RuntimeException e) {
      removed(aside);
      throw e;
    }
    IOException failure;
    try {
      if (fs.rename(aside, target)) {
        return Outcome.WRITTEN;
      }
      failure =
          new IOException(
              String.format(
                  "Cannot write %s: the file system refused to rename %s to it. Check whether this user may write there.",
                  target, aside));
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException e) {
      failure = new IOException(FileErrors.reason(e), e);
    }
    // Without its draft, a rename that is still in flight does nothing.
    boolean ended = removed(aside);
    Optional<byte[]> now = contentAfter(failure);
    if (now.isPresent()) {
      return outcome(now.get());
    }
    throw ended ? failure : unknown(failure);
  }

  /**
   * @param replace whether to replace half a document that its writer left
   */
  private Outcome create(boolean replace) throws IOException {
    boolean conditional = fs.hasPathCapability(target, CONDITIONAL);
    boolean opened = false;
    try {
      FSDataOutputStream out = conditional ? createIfAbsent() : fs.create(target, replace);
      opened = true;
      put(out);
    } catch (IOException | RuntimeException e) {
      Optional<byte[]> now = contentAfter(e);
      if (now.isEmpty()) {
        throw e;
      }
      if (isHalf(fs, target, now.get())) {
        // Half of this writer's document, or of another's that is being written now.
        if (!opened || removed(target)) {
          throw e;
        }
        throw unknown(e);
      }
      return outcome(now.get());
    }
    return conditional ? Outcome.WRITTEN : seen();
  }

  private FSDataOutputStream createIfAbsent() throws IOException {
    FSDataOutputStreamBuilder<?, ?> file = fs.createFile(target).overwrite(false).recursive();
    file.must(CONDITIONAL, true);
    return file.build();
  }

  /** If a later writer may replace an earlier one, the document that readers see decides. */
  private Outcome seen() throws UnknownOutcomeException {
    FileNotFoundException gone = new FileNotFoundException("it is not there after it was written");
    return contentAfter(gone).map(this::outcome).orElseThrow(() -> unknown(gone));
  }

  private void put(FSDataOutputStream stream) throws IOException {
    try (FSDataOutputStream out = stream) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }

  /** Removes a file; if it cannot be removed, it is left for {@code clean}. */
  private boolean removed(Path file) {
    try {
      fs.delete(file, false);
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.info("Cannot remove {}: {}", file, e.toString());
      return false;
    }
  }

  private static void removed(java.nio.file.Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.info("Cannot remove {}: {}", file, e.toString());
    }
  }
}
