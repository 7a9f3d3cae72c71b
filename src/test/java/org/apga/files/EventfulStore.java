package org.apga.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** A folder that goes by another scheme, where things happen in the middle of requests. */
class EventfulStore extends RawLocalFileSystem {
  /** Something that happens in the middle of a request. */
  @FunctionalInterface
  interface Event {
    void happen() throws IOException;

    Event NOTHING = () -> {};
  }

  final List<String> requests = new ArrayList<>();
  Event beforeRename = Event.NOTHING;
  Event afterRename = Event.NOTHING;
  Event beforeOpen = Event.NOTHING;
  Event beforeDelete = Event.NOTHING;
  Event beforeCreate = Event.NOTHING;
  Event whileWriting = Event.NOTHING;
  Event afterClose = Event.NOTHING;

  /** Whether the server itself refuses to replace a file, and not only the client. */
  boolean refuses = true;

  private final String scheme;

  EventfulStore(String scheme) throws IOException {
    this.scheme = scheme;
    initialize(URI.create(scheme + ":///"), new Configuration(false));
  }

  @Override
  public URI getUri() {
    return URI.create((scheme == null ? "file" : scheme) + ":///");
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    requests.add("rename");
    beforeRename.happen();
    boolean renamed = !exists(to) && super.rename(from, to);
    afterRename.happen();
    return renamed;
  }

  @Override
  public FSDataInputStream open(Path file, int buffer) throws IOException {
    beforeOpen.happen();
    return super.open(file, buffer);
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    beforeDelete.happen();
    return super.delete(file, recursive);
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
    requests.add("create");
    beforeCreate.happen();
    OutputStream out =
        super.create(file, !refuses || overwrite, buffer, replication, block, progress);
    return new FSDataOutputStream(
        new FilterOutputStream(out) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length / 2);
            whileWriting.happen();
            out.write(bytes, offset + length / 2, length - length / 2);
          }

          @Override
          public void close() throws IOException {
            super.close();
            afterClose.happen();
          }
        },
        null);
  }

  /** A store whose server creates a file on condition that there is none. */
  static class Conditional extends EventfulStore {
    /** What was asked of it. */
    final List<String> conditions = new ArrayList<>();

    Conditional(String scheme) throws IOException {
      super(scheme);
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) {
      return capability.equals("fs.option.create.conditional.overwrite");
    }

    @Override
    public FSDataOutputStreamBuilder<FSDataOutputStream, Builder> createFile(Path path) {
      return new Builder(this, path, conditions);
    }
  }

  private static final class Builder
      extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
    private final FileSystem fs;
    private final List<String> conditions;

    Builder(FileSystem fs, Path path, List<String> conditions) {
      super(fs, path);
      this.fs = fs;
      this.conditions = conditions;
    }

    @Override
    public Builder getThisBuilder() {
      return this;
    }

    @Override
    public FSDataOutputStream build() throws IOException {
      getMandatoryKeys().forEach(key -> conditions.add(key + "=" + getOptions().get(key)));
      return fs.create(getPath(), false);
    }
  }
}
