package org.apga.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.ipc.RemoteException;

/** What the errors of file systems tell a person, and whether to wait helps. */
public final class FileErrors {
  /**
   * What somebody has to mend, whoever asks and however often: no permission, no more quota, a name
   * that something else has, a file system that nobody set up. By name, since a name node sends
   * names, and since not every file system's library is there.
   *
   * <p>All else passes, as far as anybody can tell: a full disk is emptied, a name server comes
   * back, a block is on another node too.
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

  /** How the operating system says the same; Java and Hadoop have no class for most of it. */
  private static final Pattern STAYS =
      Pattern.compile(
          "(.*[ (])?(Permission denied|Is a directory|Not a directory|Disk quota exceeded"
              + "|Read-only file system|File name too long)\\)?");

  /** A reader of an object asks more than once, and what it was told at first is gone. */
  private static final Set<String> REPLACED =
      Set.of("org.apache.hadoop.fs.s3a.RemoteFileChangedException");

  /**
   * What S3A makes of an answer: what it was at, the class of what was thrown, the answer in words,
   * its number, ids for Amazon's support, and all of it again. The words and the number are for
   * people.
   */
  private static final Pattern S3 =
      Pattern.compile(
          ".*\\b(?:com\\.amazonaws|software\\.amazon\\.awssdk|org\\.apache\\.hadoop\\.fs\\.s3a)"
              + "\\.[\\w.]+Exception: (?<words>.+?)\\.?"
              + "(?: \\(Service: [^;,]+[;,] Status Code: (?<status>\\d+).*"
              + "| \\(SDK Attempt Count.*|: \\k<words>)?");

  /** Hadoop knows the name of a file system's class, and the class is not there. */
  private static final Pattern NO_LIBRARY =
      Pattern.compile("(?:java\\.lang\\.\\w+Exception: )+Class (?<name>\\S+) not found");

  private FileErrors() {}

  /** Whether a file system is behind it: it is an {@link IOException}, or wraps one. */
  public static boolean isOfFiles(Throwable thrown) {
    return ExceptionUtils.indexOfType(thrown, IOException.class) >= 0;
  }

  /** Whether it is the same again, however long one waits. */
  public static boolean isPermanent(Throwable thrown) {
    return ExceptionUtils.getThrowableList(thrown).stream()
        .filter(IOException.class::isInstance)
        .anyMatch(t -> isNamed(t, STAY) || STAYS.matcher(reason(t)).matches());
  }

  /** Whether it failed because the file was replaced meanwhile: another try reads the new one. */
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

  /** What could not be done, which is the message, and why, which is the cause. */
  public static String told(UncheckedIOException e) {
    String doing = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    Throwable cause = e.getCause();
    String reason = reason(cause == null ? e : cause).replaceFirst("\\.$", "");
    return doing.contains(reason) ? doing : doing + ": " + reason;
  }

  /** The first line of the message without what is for machines; its class where it has none. */
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
      return "no library here has " + library.group("name") + " (--packages brings it)";
    }
    return line.replaceFirst("; For more details see: .*", "");
  }
}
