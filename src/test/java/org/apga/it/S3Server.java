package org.apga.it;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** An S3 on this machine that keeps its objects in memory: moto's server, a process of its own. */
final class S3Server implements AutoCloseable {
  private static final String LISTENS = "Running on ";
  private static final Duration START = Duration.ofMinutes(1);

  /** Of Spark's settings for it. */
  static final String PREFIX = "spark.hadoop.fs.s3a.";

  /** A password to look for where there must be none. */
  static final String SECRET = "hunter2+hunter2/hunter2";

  private final ChildProcess process;
  private final URI address;

  private S3Server(ChildProcess process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts one on a free port. Where there is no moto, the test is skipped; in CI it fails. */
  static S3Server start() throws IOException, InterruptedException {
    TestPython.need("flask, flask_cors, moto.server");
    ChildProcess process =
        new ChildProcess(
            TestPython.builder("-m", "moto.server", "-H", "127.0.0.1", "-p", "0")
                .redirectErrorStream(true)
                .start());
    String line = process.await(LISTENS, START);
    URI address = URI.create(line.substring(line.indexOf(LISTENS) + LISTENS.length()).strip());
    return new S3Server(process, address);
  }

  URI address() {
    return address;
  }

  /**
   * Spark's settings for who asks it.
   *
   * @param endpoint its address, or that of who stands before it
   */
  static Map<String, String> settings(URI endpoint) {
    Map<String, String> settings = new HashMap<>();
    settings.put(PREFIX + "endpoint", endpoint.toString());
    settings.put(PREFIX + "path.style.access", "true");
    settings.put(PREFIX + "connection.ssl.enabled", "false");
    settings.put(
        PREFIX + "aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    settings.put(PREFIX + "access.key", "AKIAAPGA");
    settings.put(PREFIX + "secret.key", SECRET);
    settings.put(PREFIX + "directory.marker.retention", "keep");
    // Not into a folder that tests share.
    settings.put(PREFIX + "fast.upload.buffer", "array");
    return settings;
  }

  @Override
  public void close() throws InterruptedException {
    process.kill();
  }
}
