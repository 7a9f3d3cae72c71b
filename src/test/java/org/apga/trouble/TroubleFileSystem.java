package org.apga.trouble;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble.Moment;

/**
 * The files of this machine under any scheme, with the {@link Manners} of another file system and a
 * {@link Trouble} that is asked before, during and after every request.
 *
 * <p>Hadoop's settings say which: {@link #BY} names a class of a trouble, so that child processes
 * can be given one; {@link #configuration} sets it for a trouble of this process.
 */
public final class TroubleFileSystem extends FileSystem {
  /** A scheme that no other file system has. */
  public static final String SCHEME = "trouble";

  /** Hadoop's setting that makes this class known under {@link #SCHEME}. */
  public static final String IMPLEMENTATION = "fs.trouble.impl";

  /** Hadoop's setting that names a class of a {@link Trouble} without parameters. */
  public static final String BY = "fs.trouble.by";

  private static final String MANNERS = "fs.trouble.manners";
  private static final long BLOCK_BYTES = 1 << 20;
  private static final Map<String, Trouble> OF_THIS_PROCESS = new ConcurrentHashMap<>();

  /** Held for what other file systems do in one step. */
  private static final Object ONE_STEP = new Object();

  private URI name = URI.create(SCHEME + ":///");
  private Manners manners = Manners.FIRST_WINS;
  private Trouble trouble = Trouble.NONE;

  /** Made by Hadoop. */
  public TroubleFileSystem() {}

  /** A configuration in which {@code scheme} has these manners and this trouble. */
  public static Configuration configuration(String scheme, Manners manners, Trouble trouble) {
    Configuration configuration = new Configuration(false);
    String key = UUID.randomUUID().toString();
    OF_THIS_PROCESS.put(key, trouble);
    configuration.set("fs." + scheme + ".impl", TroubleFileSystem.class.getName());
    configuration.setBoolean("fs." + scheme + ".impl.disable.cache", true);
    configuration.set(BY, key);
    configuration.set(MANNERS, manners.name());
    return configuration;
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    super.initialize(uri, configuration);
    String authority = uri.getRawAuthority();
    name = URI.create(uri.getScheme() + "://" + (authority == null ? "" : authority) + "/");
    manners = configuration.getEnum(MANNERS, Manners.FIRST_WINS);
    String by = configuration.get(BY, "");
    if (!by.isEmpty()) {
      Trouble known = OF_THIS_PROCESS.get(by);
      trouble = known == null ? made(by) : known;
    }
  }

  private static Trouble made(String type) throws IOException {
    try {
      return (Trouble) Class.forName(type).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IOException("There is no trouble " + type, e);
    }
  }

  @Override
  public URI getUri() {
    return name;
  }

  @Override
  public String getScheme() {
    return name.getScheme();
  }

  private Request request(Operation operation, Path path) {
    return new Request(operation, makeQualified(path), 0);
  }

  private static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  private static Path parent(Request request) throws IOException {
    Path parent = request.path().getParent();
    if (parent == null) {
      throw new IOException("Nothing is done to " + request.path());
    }
    return parent;
  }

  private static java.nio.file.Path local(Request request) {
    return local(request.path());
  }

  /**
   * Hadoop's local file system keeps a checksum beside a file, which is of what was there before.
   */
  static void dropChecksum(java.nio.file.Path file) throws IOException {
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
  }

  /** What a request does, if it is let. */
  private interface Work<T> {
    T of(Request request) throws IOException;
  }

  private <T> T ask(Operation operation, Path path, Work<T> work) throws IOException {
    Request request = request(operation, path);
    trouble.at(Moment.BEFORE, request);
    T done;
    try {
      done = work.of(request);
    } catch (NoSuchFileException e) {
      throw (FileNotFoundException) new FileNotFoundException(e.getFile()).initCause(e);
    }
    try {
      trouble.at(Moment.AFTER, request);
    } catch (Throwable e) {
      if (done instanceof Handle handle) {
        handle.abandon();
      }
      throw e;
    }
    return done;
  }

  /** An open file that nobody is told of where the reply is lost. */
  interface Handle {
    void abandon() throws IOException;
  }

  @Override
  public FSDataInputStream open(Path file, int buffer) throws IOException {
    return new FSDataInputStream(
        ask(
            Operation.OPEN,
            file,
            request -> {
              requireFile(request);
              return new TroubleInput(local(request), request.path(), trouble);
            }));
  }

  private static void requireFile(Request request) throws IOException {
    if (Files.isDirectory(local(request))) {
      throw new FileNotFoundException(request.path() + " is a folder");
    }
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int buffer,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return new FSDataOutputStream(
        ask(
            Operation.CREATE,
            file,
            request -> {
              java.nio.file.Path target = local(request);
              if (Files.isDirectory(target) || (!overwrite && Files.exists(target))) {
                throw new FileAlreadyExistsException(request.path() + " is there already");
              }
              Files.createDirectories(local(parent(request)));
              dropChecksum(target);
              return new TroubleOutput(target, request.path(), overwrite, manners, trouble);
            }),
        null);
  }

  @Override
  public FSDataOutputStream append(Path file, int buffer, Progressable progress) {
    throw new UnsupportedOperationException("Nothing is appended to.");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return ask(
        Operation.RENAME,
        to,
        request -> {
          synchronized (ONE_STEP) {
            java.nio.file.Path source = local(from);
            java.nio.file.Path target = local(request);
            if (!Files.exists(source) || !Files.isDirectory(local(parent(request)))) {
              return false;
            }
            if (Files.exists(target)) {
              if (manners == Manners.ATOMIC) {
                return false;
              }
              // As S3A refuses it.
              throw new FileAlreadyExistsException(request.path() + " exists");
            }
            dropChecksum(target);
            if (manners == Manners.ATOMIC) {
              Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
              return true;
            }
          }
          copyAndRemove(local(from), request);
          return true;
        });
  }

  private void copyAndRemove(java.nio.file.Path source, Request request) throws IOException {
    if (Files.isDirectory(source)) {
      throw new UnsupportedOperationException("No folder is renamed.");
    }
    java.nio.file.Path draft = Files.createTempFile(SCHEME, "");
    Files.copy(source, draft, StandardCopyOption.REPLACE_EXISTING);
    Files.move(draft, local(request), StandardCopyOption.REPLACE_EXISTING);
    trouble.at(Moment.HALFWAY, request);
    Files.deleteIfExists(source);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return ask(
        Operation.DELETE,
        path,
        request -> {
          if (!recursive || !Files.isDirectory(local(request))) {
            return remove(request);
          }
          List<java.nio.file.Path> all;
          try (Stream<java.nio.file.Path> below = Files.walk(local(request))) {
            all = below.sorted(Comparator.reverseOrder()).toList();
          }
          for (int i = 0; i < all.size(); i++) {
            if (i == all.size() / 2 && manners != Manners.ATOMIC) {
              trouble.at(Moment.HALFWAY, request);
            }
            Files.deleteIfExists(all.get(i));
          }
          return true;
        });
  }

  private static boolean remove(Request request) throws IOException {
    try {
      dropChecksum(local(request));
      return Files.deleteIfExists(local(request));
    } catch (DirectoryNotEmptyException e) {
      throw new PathIsNotEmptyDirectoryException(request.file());
    }
  }

  @Override
  public boolean mkdirs(Path folder, FsPermission permission) throws IOException {
    return ask(
        Operation.MKDIRS,
        folder,
        request -> {
          try {
            Files.createDirectories(local(request));
          } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(request.path() + " is a file");
          }
          return true;
        });
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    return ask(
        Operation.LIST,
        folder,
        request -> {
          try (Stream<java.nio.file.Path> files = Files.list(local(request))) {
            List<java.nio.file.Path> names = files.sorted().toList();
            FileStatus[] found = new FileStatus[names.size()];
            for (int i = 0; i < found.length; i++) {
              Path name = new Path(request.path(), names.get(i).getFileName().toString());
              found[i] = status(name, names.get(i));
            }
            return found;
          } catch (NotDirectoryException e) {
            return new FileStatus[] {status(request.path(), local(request))};
          }
        });
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return ask(Operation.STATUS, file, request -> status(request.path(), local(request)));
  }

  private static FileStatus status(Path path, java.nio.file.Path file) throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileStatus(
        found.isDirectory() ? 0 : found.size(),
        found.isDirectory(),
        1,
        BLOCK_BYTES,
        found.lastModifiedTime().toMillis(),
        path);
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    throw new UnsupportedOperationException("All paths are absolute.");
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(name);
  }
}
