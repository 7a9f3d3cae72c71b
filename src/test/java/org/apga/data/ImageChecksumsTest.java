package org.apga.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageChecksumsTest {
  private static final String A = "a".repeat(64);
  private static final String B = "b".repeat(64);

  private static ImageChecksums of(Map<String, String> byPath) {
    return new ImageChecksums(new TreeMap<>(byPath));
  }

  @Test
  void differencesAreWhatIsOtherOrNewOrGone() {
    ImageChecksums before = of(Map.of("same", A, "other", A, "gone", A));
    ImageChecksums now = of(Map.of("same", A, "other", B, "new", B, "newer", A));

    assertThat(now.differencesFrom(before)).isEqualTo(4);
    assertThat(now.differencesFrom(now)).isZero();
  }

  @Test
  void theTextIsReadBackWhateverIsInAPath() throws IOException {
    ImageChecksums sums =
        of(Map.of("a b/ c.png", A, "line\nend", B, "back\\slash", A, "two  gaps", "missing"));

    assertThat(ImageChecksums.parse(sums.text())).isEqualTo(sums);
    assertThatIOException().isThrownBy(() -> ImageChecksums.parse("no checksum"));
  }

  @Test
  void sha256sumChecksTheText(@TempDir Path folder) throws IOException, InterruptedException {
    Files.writeString(folder.resolve("a.png"), "pixels");
    Files.writeString(folder.resolve("b c.png"), "others");
    ImageSource source =
        new ImageSource("some", folder.toUri().toString(), folder.toUri().toString());
    TreeMap<String, String> sums = new TreeMap<>();
    for (String path : java.util.List.of("a.png", "b c.png")) {
      sums.put(
          path,
          source
              .checksums(java.util.List.of(path), new org.apache.hadoop.conf.Configuration(false))
              .get(0));
    }
    Files.writeString(folder.resolve("list"), of(sums).text());

    Process check =
        new ProcessBuilder("sha256sum", "-c", "list").directory(folder.toFile()).start();

    assertThat(check.waitFor()).isZero();
  }
}
