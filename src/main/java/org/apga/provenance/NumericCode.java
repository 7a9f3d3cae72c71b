package org.apga.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The version of the code that decides numbers: a hash over the compiled classes of its packages.
 *
 * <p>It changes with every edit of them, an edit of a comment's length included, for class files
 * carry line numbers: rather a trial too many than a figure from code that is gone.
 */
final class NumericCode {
  /** Packages whose code decides a trial's numbers. */
  static final List<String> PACKAGES =
      List.of("data", "engine", "method", "metrics", "random", "train");

  /** Classes elsewhere that do: which images, starting weights and evaluation a trial has. */
  private static final List<String> CLASSES =
      List.of(
          "trial/TrialNetworks",
          "trial/DataSet",
          "trial/Engines",
          "trial/StartWeights",
          "trial/TrialData",
          "trial/TrialEvaluation",
          "trial/TrialTraining");

  /** Classes of those packages that no training asks: they read and compute for others. */
  private static final List<String> BESIDE =
      List.of("data/ImageSource", "data/UnlabelledImages", "engine/dl4j/ServedGraphs");

  private NumericCode() {}

  static String hash() {
    try {
      Path home =
          Path.of(NumericCode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(home)) {
        return hash(home.resolve("org/apga"));
      }
      try (FileSystem jar =
          FileSystems.newFileSystem(URI.create("jar:" + home.toUri()), Map.of())) {
        return hash(jar.getPath("org/apga"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("A code source has a URI.", e);
    }
  }

  /** Of the compiled classes below {@code packages}, the folder org/apga. */
  static String hash(Path packages) throws IOException {
    Sha256 sha256 = new Sha256();
    try (Stream<Path> files = Files.walk(packages)) {
      List<Path> classes =
          files
              .filter(f -> decides(packages.relativize(f).toString()))
              .sorted((a, b) -> a.toString().compareTo(b.toString()))
              .toList();
      for (Path file : classes) {
        try (InputStream in = Files.newInputStream(file)) {
          sha256.bytes(in.readAllBytes());
        }
      }
    }
    return sha256.hex(8);
  }

  private static boolean decides(String file) {
    return file.endsWith(".class")
        // Phantoms are data: the manifest's and the images' hashes speak for them.
        && !file.startsWith("data/phantom/")
        // Statistics say how sure numbers are that are there already.
        && !file.startsWith("metrics/stats/")
        && !isOneOf(BESIDE, file)
        && (PACKAGES.stream().anyMatch(p -> file.startsWith(p + "/")) || isOneOf(CLASSES, file));
  }

  /** A class with its nested classes. */
  private static boolean isOneOf(List<String> classes, String file) {
    return classes.stream().anyMatch(c -> file.equals(c + ".class") || file.startsWith(c + "$"));
  }
}
