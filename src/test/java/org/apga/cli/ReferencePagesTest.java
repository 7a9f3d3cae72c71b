package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReferencePagesTest {
  private static final Path FOLDER = Path.of("docs/reference");

  @Test
  void everyPageOfTheReferenceIsUpToDate() throws IOException {
    for (Map.Entry<String, String> page : ReferencePages.all().entrySet()) {
      Path file = FOLDER.resolve(page.getKey());
      if (Boolean.getBoolean("apga.write-reference")) {
        Files.writeString(file, page.getValue());
      }
      assertThat(Files.readString(file))
          .as(
              "%s is stale. To fix it: mvn test -Dtest=ReferencePagesTest"
                  + " -Dapga.write-reference=true",
              file)
          .isEqualTo(page.getValue());
    }
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(ReferencePages.all().keySet());
    }
  }

  @Test
  void everySettingHasAMeaningButThoseThatAProfileSets() {
    assertThat(page("settings.md").lines())
        .filteredOn(line -> line.startsWith("| `") && !line.startsWith("| `profiles."))
        .allSatisfy(line -> assertThat(line).doesNotEndWith("|  |"));
  }

  @Test
  void everyExitCodeIsExplained() {
    assertThat(page("exit-codes.md"))
        .contains("| 0 | ", "| 1 | ", "| 2 | ", "| 3 | ", "| 4 | ", "| 130 | ");
  }

  private static String page(String name) {
    return Objects.requireNonNull(ReferencePages.all().get(name));
  }
}
