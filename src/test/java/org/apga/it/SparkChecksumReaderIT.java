package org.apga.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.config.GridConfig;
import org.apga.data.ChecksumReader;
import org.apga.data.ImageChecksums;
import org.apga.data.ImageSource;
import org.apga.files.Patience;
import org.apga.run.spark.SparkChecksumReader;
import org.apga.run.spark.SparkContexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checksums that executors make are those that the driver makes. */
class SparkChecksumReaderIT {
  private static final int MANY = 2_050;

  @TempDir private Path folder;

  @Test
  void manyFilesAreReadByExecutorsWithTheSameChecksumsInTheSameOrder() throws Exception {
    List<String> paths = write();
    ImageSource source =
        new ImageSource("many", folder.toUri().toString(), folder.toUri().toString());
    Configuration hadoop = new Configuration();
    ChecksumReader here = ChecksumReader.here(hadoop, new Patience(Duration.ZERO, line -> {}));
    ChecksumReader notHere = (from, some, read) -> fail("The driver read " + some.size());
    GridConfig config = ConfigReader.read(java.util.Map.of());
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    try (SparkContexts.Lazy context = new SparkContexts.Lazy(config)) {
      List<Integer> told = new ArrayList<>();

      List<String> read =
          new SparkChecksumReader(context, notHere, config.recovery().patience())
              .read(source, paths, told::add);

      assertThat(read).isEqualTo(here.read(source, paths, done -> {}));
      assertThat(read.get(MANY)).isEqualTo(ImageChecksums.MISSING);
      assertThat(read.subList(0, MANY)).allMatch(sum -> sum.matches("[0-9a-f]{64}"));
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
    }
  }

  private List<String> write() throws IOException {
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      String path = "image " + i + ".png";
      Files.writeString(folder.resolve(path), "pixels " + i % 100);
      paths.add(path);
    }
    paths.add("not there.png");
    return paths;
  }
}
