package org.apga.provenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The version of the code that determines numbers: a hash over the Java sources of its packages,
 * which the build puts beside the classes ({@code pom.xml} names the packages).
 *
 * <p>Sources and not classes, so that the compiler does not matter. Comments and layout do not
 * count; every other edit does, even one that changes no number: an unnecessary trial is better
 * than a figure from code that no longer exists.
 */
final class NumericCode {
  private static final String SOURCES = "META-INF/numeric-source";

  private NumericCode() {}

  static String hash() {
    try {
      Path home =
          Path.of(NumericCode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(home)) {
        return hash(home.resolve(SOURCES));
      }
      try (FileSystem jar = FileSystems.newFileSystem(home)) {
        return hash(jar.getPath(SOURCES));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("A code source has a URI.", e);
    }
  }

  /**
   * The hash of the sources below a folder.
   *
   * @throws IllegalStateException if there are none: without them two versions would look alike
   */
  static String hash(Path sources) throws IOException {
    if (!Files.isDirectory(sources)) {
      throw new IllegalStateException(
          "Cannot determine the version of the numeric code: the build omitted "
              + SOURCES
              + ". Build it with: mvn -DskipTests package");
    }
    Sha256 sha256 = new Sha256();
    for (Path file : files(sources)) {
      sha256.line(sources.relativize(file).toString()).line(JavaTokens.of(Files.readString(file)));
    }
    return sha256.hex(8);
  }

  private static List<Path> files(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted((a, b) -> a.toString().compareTo(b.toString()))
          .toList();
    }
  }
}
