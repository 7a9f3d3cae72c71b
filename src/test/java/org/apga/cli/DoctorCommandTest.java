package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  private static final Map<String, String> LOCAL = Map.of("spark.master", "local[2]");

  @TempDir private Path folder;

  @Test
  void aMachineThatIsWellHasALineForEachCheck() {
    CommandRun run = CommandRun.of(LOCAL, "doctor");

    assertThat(run.exitCode()).isZero();
    assertThat(run.errors()).isEmpty();
    assertThat(run.lines())
        .extracting(line -> line.substring(0, 16).strip())
        .containsExactly("ok    java", "ok    cpu", "ok    device", "ok    engine");
  }

  @Test
  void aGridWithoutDataFailsWithTheRemedy() throws IOException {
    CommandRun run = CommandRun.of(LOCAL, "doctor", conf());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.lines())
        .filteredOn(line -> !line.startsWith("ok "))
        .containsExactly(
            "FAIL  data       Cannot read the data set in "
                + folder
                + ": it holds no folder MURA-v1.1. Set data.root to the folder that holds"
                + " MURA-v1.1, or write phantoms with submit/apga phantoms --out "
                + folder
                + ".");
  }

  @Test
  void programsReadADocument() throws IOException {
    CommandRun run = CommandRun.of(LOCAL, "doctor", "--json", conf(), "--set", "data.root=/none");

    JsonNode document = JsonMapper.builder().build().readTree(String.join("\n", run.lines()));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(document.get("well").booleanValue()).isFalse();
    assertThat(document.get("checks").findValuesAsText("check"))
        .isEqualTo(
            List.of("java", "cpu", "device", "memory", "limits", "engine", "results", "data"));
    JsonNode data = document.get("checks").get(7);
    assertThat(data.get("well").booleanValue()).isFalse();
    assertThat(data.get("cause").textValue()).isEqualTo("DATA");
    assertThat(data.get("remedy").textValue())
        .isEqualTo(
            "Set data.root to the folder that holds MURA-v1.1, or write phantoms with submit/apga"
                + " phantoms --out /none.");
  }

  @Test
  void aWrongGridIsRefused() {
    assertThat(CommandRun.of(LOCAL, "doctor", "no.conf").exitCode()).isEqualTo(2);
    CommandRun withoutGrid = CommandRun.of(LOCAL, "doctor", "--set", "grid.seeds=[1]");
    assertThat(withoutGrid.exitCode()).isEqualTo(2);
    assertThat(withoutGrid.errors())
        .containsExactly(
            "Cannot set grid.seeds=[1]: there is no grid. Name its file before --set.");
  }

  private String conf() throws IOException {
    return Files.writeString(
            folder.resolve("grid.conf"),
            "grid.parts = [elbow]\ndata.root = \""
                + folder
                + "\"\nresults.root = \""
                + folder.resolve("results")
                + "\"\ntrain { image-size = 32, batch-size = 2 }\n")
        .toString();
  }
}
