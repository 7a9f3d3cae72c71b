package org.apga.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private static final String RESOURCE = "/parity/baseline-densenet121-32.json";

  @TempDir private Path folder;

  private static ObjectNode shipped() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(VerifyCommandTest.class.getResourceAsStream(RESOURCE))) {
      return (ObjectNode) new ObjectMapper().readTree(in);
    }
  }

  private String written(String name, ObjectNode json) throws IOException {
    return Files.writeString(folder.resolve(name), json.toString()).toString();
  }

  private static CommandRun verify(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "verify";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return CommandRun.of(Map.of(), all);
  }

  @Test
  void aNumberThatIsOffByATenThousandthFailsByName() throws IOException {
    ObjectNode json = shipped();
    String right = written("right.json", json);
    ArrayNode row = (ArrayNode) json.at("/expected/logits_after/2");
    row.set(1, row.get(1).doubleValue() + 1e-4);
    String wrong = written("wrong.json", json);

    CommandRun run = verify(right, wrong, "--threads", "1");

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines()).hasSize(3);
    assertThat(run.lines().get(0)).startsWith("PASS  right ").contains(" 19 values ");
    assertThat(run.lines().get(1))
        .startsWith("FAIL  wrong ")
        .contains("largest difference 1.0e-04 at logits_after[2][1] ", "expected ", "computed ");
    assertThat(run.lines().get(2))
        .startsWith(
            "1 of 2 cases are within 1.0E-6 of PyTorch's numbers; the largest difference is"
                + " 1.0e-04 (wrong).");
    assertThat(run.exitCode()).isEqualTo(1);
  }

  @Test
  void casesAreComputedSideBySide() throws IOException {
    CommandRun run =
        verify(written("a.json", shipped()), written("b.json", shipped()), "--threads", "2");

    assertThat(run.errors()).isEmpty();
    assertThat(run.lines().subList(0, 2))
        .anySatisfy(line -> assertThat(line).startsWith("PASS  a "))
        .anySatisfy(line -> assertThat(line).startsWith("PASS  b "));
    assertThat(run.lines().get(2)).startsWith("2 of 2 cases ").contains(" 2 threads, ");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void everyCaseIsReadBeforeOneIsComputed() throws IOException {
    String good = written("good.json", shipped());
    String bad = written("bad.json", shipped().put("method", "magic"));

    CommandRun run = verify(good, bad);

    assertThat(run.lines()).isEmpty();
    assertThat(run.errors())
        .containsExactly(
            "Cannot verify "
                + bad
                + ": method is \"magic\". Use baseline, continue, continue3, cutout, gradcam, end2end, apga.");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void anUnknownEngine() {
    CommandRun run = verify("--engine", "tpu");
    assertThat(run.errors())
        .containsExactly(
            "Cannot verify with the engine tpu: there is no such engine. Use one of dl4j,"
                + " dl4j-graph, dl4j-torch.");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void aToleranceOfNothing() {
    CommandRun run = verify("--tolerance", "0");
    assertThat(run.errors())
        .containsExactly("Cannot verify to a tolerance of 0.0: it must be above 0. Use 1e-6.");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void noThreads() {
    CommandRun run = verify("--threads", "0");
    assertThat(run.errors())
        .containsExactly("Cannot verify with --threads 0: it must be 1 or more. Use --threads 1.");
    assertThat(run.exitCode()).isEqualTo(2);
  }
}
