package org.apga.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.ipc.RemoteException;

/** Readable reasons of file systems' errors, and whether waiting helps. */
public final class FileErrors {
  /**
   * Errors that someone has to fix, because every retry fails: no permission, no quota left, a name
   * that is taken, a file system that is not set up. By name, because a name node sends names and
   * not every file system's library is present.
   *
   * <p>All other errors may pass: a full disk is emptied, a name server comes back, a block is also
   * on another node.
   */
  private static final Set<String> STAY =
      Set.of(
          "java.nio.file.AccessDeniedException",
          "org.apache.hadoop.security.AccessControlException",
          "org.apache.hadoop.fs.PathAccessDeniedException",
          "org.apache.hadoop.fs.PathPermissionException",
          "org.apache.hadoop.hdfs.protocol.QuotaExceededException",
          "org.apache.hadoop.hdfs.protocol.DSQuotaExceededException",
          "org.apache.hadoop.hdfs.protocol.NSQuotaExceededException",
          "org.apache.hadoop.hdfs.protocol.QuotaByStorageTypeExceededException",
          "java.nio.file.FileAlreadyExistsException",
          "java.nio.file.NotDirectoryException",
          "org.apache.hadoop.fs.FileAlreadyExistsException",
          "org.apache.hadoop.fs.PathIsDirectoryException",
          "org.apache.hadoop.fs.PathIsNotDirectoryException",
          "org.apache.hadoop.fs.ParentNotDirectoryException",
          "org.apache.hadoop.fs.UnsupportedFileSystemException",
          "org.apache.hadoop.fs.s3a.UnknownStoreException",
          "org.apga.files.DamagedFileException");

  /**
   * The operating system's messages for such errors; Java and Hadoop have no class for most of
   * them.
   */
  private static final Pattern STAYS =
      Pattern.compile(
          "(.*[ (])?(Permission denied|Is a directory|Not a directory|Disk quota exceeded"
              + "|Read-only file system|File name too long)\\)?");

  /** A reader of an object makes several requests, and the object of the first is gone. */
  private static final Set<String> REPLACED =
      Set.of("org.apache.hadoop.fs.s3a.RemoteFileChangedException");

  /**
   * A message of S3A: the request, the class of the exception, the reason, the status, ids for
   * Amazon's support, and all of it again. Only the reason and the status are for people.
   */
  private static final Pattern S3 =
      Pattern.compile(
          ".*\\b(?:com\\.amazonaws|software\\.amazon\\.awssdk|org\\.apache\\.hadoop\\.fs\\.s3a)"
              + "\\.[\\w.]+Exception: (?<words>.+?)\\.?"
              + "(?: \\(Service: [^;,]+[;,] Status Code: (?<status>\\d+).*"
              + "| \\(SDK Attempt Count.*|: \\k<words>)?");

  /** Hadoop knows the name of a file system's class, but cannot find the class. */
  private static final Pattern NO_LIBRARY =
      Pattern.compile("(?:java\\.lang\\.\\w+Exception: )+Class (?<name>\\S+) not found");

  private FileErrors() {}

  /** Whether an exception comes from a file system: it is an {@link IOException}, or wraps one. */
  public static boolean isOfFiles(Throwable thrown) {
    return ExceptionUtils.indexOfType(thrown, IOException.class) >= 0;
  }

  /** Whether the error stays, however long one waits. */
  public static boolean isPermanent(Throwable thrown) {
    return ExceptionUtils.getThrowableList(thrown).stream()
        .filter(IOException.class::isInstance)
        .anyMatch(t -> isNamed(t, STAY) || STAYS.matcher(reason(t)).matches());
  }

  /** Whether the file was replaced while it was read: another try reads the new one. */
  static boolean isReplacement(Throwable thrown) {
    return isNamed(thrown, REPLACED);
  }

  private static boolean isNamed(Throwable e, Set<String> names) {
    if (e instanceof RemoteException remote) {
      return names.contains(String.valueOf(remote.getClassName()));
    }
    for (Class<?> c = e.getClass(); c != null; c = c.getSuperclass()) {
      if (names.contains(c.getName())) {
        return true;
      }
    }
    return false;
  }

  /** The message, and the reason of the cause unless the message contains it. */
  public static String told(UncheckedIOException e) {
    String doing = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    Throwable cause = e.getCause();
    String reason = reason(cause == null ? e : cause).replaceFirst("\\.$", "");
    return doing.contains(reason) ? doing : doing + ": " + reason;
  }

  /** The readable part of the message's first line; the class's name if there is no message. */
  public static String reason(Throwable e) {
    String message = e.getMessage();
    if (message == null) {
      return e.getClass().getSimpleName();
    }
    String line = message.lines().findFirst().orElse("");
    Matcher s3 = S3.matcher(line);
    if (s3.matches()) {
      String status = s3.group("status");
      return s3.group("words") + (status == null ? "" : " (status " + status + ")");
    }
    Matcher library = NO_LIBRARY.matcher(line);
    if (library.matches()) {
      return "no library on this machine has "
          + library.group("name")
          + " (add it with --packages)";
    }
    return line.replaceFirst("; For more details see: .*", "");
  }
}
