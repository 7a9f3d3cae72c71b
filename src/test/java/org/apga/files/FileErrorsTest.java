package org.apga.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.PathIsDirectoryException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.protocol.NSQuotaExceededException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.RetriableException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.AccessControlException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileErrorsTest {
  static Stream<Exception> staying() {
    return Stream.of(
        new AccessDeniedException("/x"),
        new AccessControlException("Permission denied: user=me, access=READ"),
        new DSQuotaExceededException(1, 2),
        new NSQuotaExceededException(1, 2),
        new RemoteException(AccessControlException.class.getName(), "Permission denied: user=me"),
        new RemoteException(DSQuotaExceededException.class.getName(), "The quota is exceeded"),
        new RemoteException(NSQuotaExceededException.class.getName(), "The quota is exceeded"),
        new RemoteException(FileAlreadyExistsException.class.getName(), "/x exists"),
        new RemoteException(ParentNotDirectoryException.class.getName(), "/x is no folder"),
        new FileNotFoundException("/x (Permission denied)"),
        new FileNotFoundException("/x (Is a directory)"),
        new FileNotFoundException("/x (File name too long)"),
        new IOException("Is a directory"),
        new IOException("Disk quota exceeded"),
        new FileSystemException("/x", null, "Read-only file system"),
        new FileSystemException("/x/y", null, "Not a directory"),
        new NotDirectoryException("/x"),
        new PathIsDirectoryException("/x"),
        new ParentNotDirectoryException("/x is no folder"),
        new FileAlreadyExistsException("/x"),
        new java.nio.file.FileAlreadyExistsException("/x"),
        new UnsupportedFileSystemException("No FileSystem for scheme \"ftps\""),
        new DamagedFileException("Cannot read x.json: line 1 is not JSON."),
        new StoreException("Cannot read x.", new AccessDeniedException("/x")),
        new UncheckedIOException(new IOException(new AccessDeniedException("/x"))));
  }

  static Stream<Exception> passing() {
    return Stream.of(
        new IOException("No space left on device"),
        new IOException("Connection reset by peer"),
        new ConnectException("Connection refused"),
        new UnknownHostException("namenode"),
        new SocketTimeoutException("Read timed out"),
        new SSLException("Connection has been shut down"),
        new EOFException("Unexpected EOF"),
        new BlockMissingException("/x", "Could not obtain block", 0),
        new StandbyException("Operation category READ is not supported in state standby"),
        new RemoteException(StandbyException.class.getName(), "Not supported in state standby"),
        new RemoteException(SafeModeException.class.getName(), "Name node is in safe mode"),
        new RetriableException("Wait"),
        new ChecksumException("Checksum error: /x at 0", 0),
        new FileNotFoundException("File /x does not exist"),
        // S3A's AWSServiceIOException and AWSServiceThrottledException are plain ones by their
        // class.
        new IOException("Slow Down (Service: S3, Status Code: 503)"),
        new IOException("/Permission denied/a.png was cut off"),
        new StoreException("Cannot read x.", new ConnectException("Connection refused")));
  }

  @ParameterizedTest
  @MethodSource("staying")
  void whatSomebodyHasToMendIsPermanent(Exception e) {
    assertThat(FileErrors.isPermanent(e)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatMayPassIsNot(Exception e) {
    assertThat(FileErrors.isPermanent(e)).isFalse();
  }

  @Test
  void whatIsNoErrorOfAFileSystemIsNot() {
    assertThat(FileErrors.isPermanent(new IllegalStateException("Permission denied"))).isFalse();
  }

  /** As S3A of Hadoop 3.3 and 3.4 put them together. */
  static Stream<Arguments> wordsOfS3() {
    return Stream.of(
        arguments(
            "`s3a://b/a': listStatus on s3a://b/a: com.amazonaws.services.s3.model.AmazonS3Exception:"
                + " The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error"
                + " Code: NoSuchBucket; Request ID: s0SS; S3 Extended Request ID: 9Gj=; Proxy: null),"
                + " S3 Extended Request ID: 9Gj=:NoSuchBucket: The specified bucket does not exist"
                + " (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket)",
            "The specified bucket does not exist (status 404)"),
        arguments(
            "listObjects() on s3a://b/a: software.amazon.awssdk.services.s3.model.S3Exception: Please"
                + " reduce your request rate. (Service: S3, Status Code: 503, Request ID: R) (SDK"
                + " Attempt Count: 2):SlowDown: Please reduce your request rate. (Service: S3, Status"
                + " Code: 503, Request ID: R) (SDK Attempt Count: 2)",
            "Please reduce your request rate (status 503)"),
        arguments(
            "listStatus on s3a://b/a: com.amazonaws.SdkClientException: Unable to execute HTTP"
                + " request: Connect to h:9 [h/127.0.0.1] failed: Connection refused: Unable to"
                + " execute HTTP request: Connect to h:9 [h/127.0.0.1] failed: Connection refused",
            "Unable to execute HTTP request: Connect to h:9 [h/127.0.0.1] failed: Connection"
                + " refused"),
        arguments(
            "listObjects() on s3a://b/a: software.amazon.awssdk.core.exception.SdkClientException:"
                + " Unable to execute HTTP request: Connect to h:9 [h/127.0.0.1] failed: Connection"
                + " refused (SDK Attempt Count: 2):    software.amazon.awssdk.core.exception."
                + "SdkClientException: Unable to execute HTTP request: Connect to h:9"
                + " [h/127.0.0.1] failed: Connection refused (SDK Attempt Count: 2): Connection"
                + " refused",
            "Unable to execute HTTP request: Connect to h:9 [h/127.0.0.1] failed: Connection"
                + " refused"),
        arguments(
            "s3a://b/a: org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException: No AWS Credentials"
                + " provided by EnvironmentVariableCredentialsProvider : com.amazonaws."
                + "SdkClientException: Unable to load AWS credentials from environment variables"
                + " (AWS_ACCESS_KEY_ID)",
            "Unable to load AWS credentials from environment variables (AWS_ACCESS_KEY_ID)"));
  }

  @Test
  void aFileSystemWhoseLibraryIsNotHereIsToldOfWithWhatBringsIt() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.s3a.impl", "org.example.S3");

    assertThatThrownBy(() -> FileSystem.get(URI.create("s3a://b"), hadoop))
        .extracting(FileErrors::reason)
        .isEqualTo("no library on this machine has org.example.S3 (add it with --packages)");
  }

  @ParameterizedTest
  @MethodSource("wordsOfS3")
  void whatAnS3SaysIsToldInItsWords(String message, String told) {
    assertThat(FileErrors.reason(new IOException(message))).isEqualTo(told);
  }

  @Test
  void whatCouldNotBeDoneIsToldWithTheReasonAndOnceOnly() {
    IOException closed = new IOException("Connection closed.");

    assertThat(FileErrors.told(new UncheckedIOException("Cannot look for s3a://b/a.", closed)))
        .isEqualTo("Cannot look for s3a://b/a: Connection closed");
    assertThat(FileErrors.told(new UncheckedIOException("Connection closed.", closed)))
        .isEqualTo("Connection closed");
  }

  /** What a folder in place of a file, or a file in place of a folder, really gives. */
  @Test
  void aFolderInPlaceOfAFileIsPermanentHoweverItIsRead(@TempDir Path folder) throws IOException {
    FileSystem local = FileSystem.getLocal(new Configuration(false));
    Path file = Files.writeString(folder.resolve("file"), "");
    org.apache.hadoop.fs.Path asFile = new org.apache.hadoop.fs.Path(folder.toString());
    org.apache.hadoop.fs.Path below = new org.apache.hadoop.fs.Path(file + "/x");

    assertThat(
            Stream.<Ask>of(
                () -> local.open(asFile),
                () -> local.create(asFile),
                () -> local.create(below),
                () -> local.mkdirs(below),
                () -> SmallFile.read(local, asFile)))
        .allSatisfy(ask -> assertThat(FileErrors.isPermanent(thrown(ask))).isTrue());
  }

  private interface Ask {
    Object of() throws IOException;
  }

  private static IOException thrown(Ask ask) {
    try {
      throw new AssertionError("gave " + ask.of());
    } catch (IOException e) {
      return e;
    }
  }
}
