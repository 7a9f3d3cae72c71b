package org.apga.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * Local files under any scheme, where a test acts before and after each request. As in an object
 * store without conditions a file appears when it is closed, in place of another that came after
 * the check; its rename replaces no file.
 */
public final class LossyFileSystem extends RawLocalFileSystem {
  private static final List<Listener> LISTENERS = new CopyOnWriteArrayList<>();

  private String scheme = "lossy";

  /** What a test does. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Is told of a request, such as {@code close /results/trials/T/committed.json}.
     *
     * @param done whether it is done, and only its reply can be lost
     */
    void request(String request, boolean done) throws IOException;
  }

  /** Made by Hadoop. */
  public LossyFileSystem() {}

  /** A configuration in which a scheme means this file system. */
  public static Configuration configuration(String scheme) {
    Configuration configuration = new Configuration(false);
    configuration.set(setting(scheme), LossyFileSystem.class.getName());
    configuration.setBoolean("fs." + scheme + ".impl.disable.cache", true);
    return configuration;
  }

  /** Hadoop's setting that makes this class known. */
  public static String setting(String scheme) {
    return "fs." + scheme + ".impl";
  }

  /** From now on nobody but these listens. */
  public static void listen(Listener... listeners) {
    LISTENERS.clear();
    LISTENERS.addAll(List.of(listeners));
  }

  /** Remembers what was done. */
  public static final class Log implements Listener {
    private final List<String> requests = new CopyOnWriteArrayList<>();

    @Override
    public void request(String request, boolean done) {
      if (done) {
        requests.add(request);
      }
    }

    /** What was done after the last request that begins and ends so. */
    public List<String> after(String verb, String ending) {
      List<String> after = new ArrayList<>();
      for (String request : requests) {
        after.add(request);
        if (request.startsWith(verb + " ") && request.endsWith(ending)) {
          after.clear();
        }
      }
      return after;
    }
  }

  private interface Request<T> {
    T send() throws IOException;
  }

  private static void tell(String request, boolean done) throws IOException {
    for (Listener listener : LISTENERS) {
      listener.request(request, done);
    }
  }

  private static <T> T ask(String verb, Path file, Request<T> request) throws IOException {
    String name = verb + " " + file.toUri().getPath();
    tell(name, false);
    T reply = request.send();
    tell(name, true);
    return reply;
  }

  @Override
  public void initialize(URI uri, Configuration configuration) throws IOException {
    scheme = uri.getScheme();
    super.initialize(uri, configuration);
  }

  @Override
  public URI getUri() {
    return URI.create((scheme == null ? "lossy" : scheme) + ":///");
  }

  @Override
  public String getScheme() {
    return scheme;
  }

  @Override
  public FSDataInputStream open(Path file, int buffer) throws IOException {
    return ask("open", file, () -> super.open(file, buffer));
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    return ask("status", file, () -> super.getFileStatus(file));
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    return ask("list", folder, () -> super.listStatus(folder));
  }

  @Override
  public boolean mkdirs(Path folder) throws IOException {
    return ask("mkdirs", folder, () -> super.mkdirs(folder));
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return ask("rename", to, () -> !pathToFile(to).exists() && super.rename(from, to));
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    return ask("delete", file, () -> super.delete(file, recursive));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int buffer,
      short replication,
      long block,
      Progressable progress)
      throws IOException {
    if (!overwrite && pathToFile(file).exists()) {
      throw new org.apache.hadoop.fs.FileAlreadyExistsException(file + " is there already");
    }
    ask("create", file, () -> true);
    Request<FSDataOutputStream> open =
        () -> super.create(file, true, buffer, replication, block, progress);
    return new FSDataOutputStream(
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (!closed) {
              closed = true;
              ask("close", file, () -> put(open));
            }
          }

          private boolean put(Request<FSDataOutputStream> target) throws IOException {
            try (FSDataOutputStream out = target.send()) {
              writeTo(out);
            }
            return true;
          }
        },
        null);
  }
}
