package org.apga.data;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apga.files.Parallel;

/**
 * What a file system reports about a file without reading it. The same stamp means the same
 * content.
 *
 * @param bytes its length
 * @param version an object store's ETag; elsewhere the time of its last change. On a local disk
 *     this is the inode's change time, which tools that copy files cannot set back
 * @param changed time of its last change; the epoch if the version is an ETag
 */
record FileStamp(long bytes, String version, Instant changed) {
  /**
   * The stamps of files, by path; a missing file has none.
   *
   * @param paths as the manifest has them
   */
  static Map<String, FileStamp> of(Manifest manifest, List<String> paths, FileSystem files)
      throws IOException {
    if (files.getClass() == LocalFileSystem.class) {
      return local(manifest, paths);
    }
    Map<Path, FileStamp> listed = new HashMap<>();
    if (files.hasPathCapability(
        new Path(manifest.root()), CommonPathCapabilities.ETAGS_AVAILABLE)) {
      // An object store lists a thousand files per request, in any folders.
      RemoteIterator<? extends FileStatus> all = files.listFiles(new Path(manifest.folder()), true);
      while (all.hasNext()) {
        FileStatus status = all.next();
        listed.put(status.getPath(), of(status));
      }
    } else {
      List<Path> folders =
          paths.stream().map(path -> manifest.file(path).getParent()).distinct().toList();
      Parallel.map(Parallel.sideBySide(files), folders, folder -> ofFolder(folder, files))
          .forEach(listed::putAll);
    }
    Map<String, FileStamp> stamps = new HashMap<>();
    for (String path : paths) {
      FileStamp stamp = listed.get(files.makeQualified(manifest.file(path)));
      if (stamp != null) {
        stamps.put(path, stamp);
      }
    }
    return stamps;
  }

  private static Map<String, FileStamp> local(Manifest manifest, List<String> paths)
      throws IOException {
    Map<String, FileStamp> stamps = new HashMap<>();
    for (String path : paths) {
      java.nio.file.Path file = java.nio.file.Path.of(manifest.file(path).toUri().getPath());
      try {
        Map<String, Object> status = Files.readAttributes(file, "unix:size,ctime");
        FileTime changed = (FileTime) Objects.requireNonNull(status.get("ctime"));
        long bytes = (Long) Objects.requireNonNull(status.get("size"));
        stamps.put(path, new FileStamp(bytes, changed.toString(), changed.toInstant()));
      } catch (FileSystemException e) {
        if (Files.exists(file)) {
          throw e;
        }
      }
    }
    return stamps;
  }

  private static Map<Path, FileStamp> ofFolder(Path folder, FileSystem files) throws IOException {
    Map<Path, FileStamp> stamps = new HashMap<>();
    try {
      for (FileStatus status : files.listStatus(folder)) {
        if (status.isFile()) {
          stamps.put(status.getPath(), of(status));
        }
      }
    } catch (FileNotFoundException notThere) {
      // Its files have no stamps.
    }
    return stamps;
  }

  private static FileStamp of(FileStatus status) {
    String etag = status instanceof EtagSource store ? store.getEtag() : null;
    long modified = status.getModificationTime();
    return etag == null || etag.isEmpty()
        ? new FileStamp(status.getLen(), Long.toString(modified), Instant.ofEpochMilli(modified))
        : new FileStamp(status.getLen(), etag, Instant.EPOCH);
  }
}
