package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigReader;
import org.apga.data.phantom.PhantomSpec;
import org.apga.data.phantom.PhantomWriter;
import org.apga.files.JsonFile;
import org.apga.store.AttemptName;
import org.apga.store.Commit;
import org.apga.store.ResultStore;
import org.apga.trial.DataSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingImagesTest {
  private static final String TRIAL = "elbow-baseline-full-s0-a";
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir private Path folder;
  private Path data = Path.of("");
  private ResultStore store = ResultStore.open("/", HADOOP);

  @BeforeEach
  void train() throws IOException {
    data = folder.resolve("data");
    PhantomWriter.write(new PhantomSpec(List.of("elbow"), 6, 1, 0, Set.of()), data);
    store = ResultStore.open(folder.resolve("results").toString(), HADOOP);
  }

  private TrainedModel model(Path root) {
    TreeMap<String, String> identity = new TreeMap<>();
    identity.put(
        "manifest",
        DataSet.open(ConfigReader.read(Map.of("data.root", '"' + root.toString() + '"')), HADOOP)
            .manifest()
            .hash());
    return TrainedModel.of(
        new Commit(
            TRIAL,
            new AttemptName(1, "0123abcd"),
            "elbow",
            "baseline",
            "full",
            0,
            identity,
            new TreeMap<>(),
            new TreeMap<>()));
  }

  private void call(String run, String planned, Path root) throws IOException {
    ObjectNode plan = JsonFile.object().put("planned", planned);
    plan.putObject("settings").put("data.root", '"' + root.toString() + '"');
    plan.putArray("trials").addObject().put("trial", TRIAL);
    store.freeze(run, plan);
  }

  @Test
  void theyAreLookedForWhereTheLatestCallHadThem() throws IOException {
    TrainedModel model = model(data);
    call("20260101-000000-x", "2026-01-01T00:00:00Z", data);
    call("20260102-000000-y", "2026-01-02T00:00:00Z", data);
    Path moved = Files.move(data, folder.resolve("moved"));

    assertThat(TrainingImages.of(model, store, HADOOP).missing())
        .isEqualTo("its data set is not where it was");

    // The older run is gone on with, from where the data is now.
    call("20260101-000000-x", "2026-01-03T00:00:00Z", moved);

    TrainingImages found = TrainingImages.of(model, store, HADOOP);
    assertThat(found.missing()).isEmpty();
    assertThat(found.examples()).isNotEmpty();
  }

  @Test
  void aTrialThatNoPlanNamesHasNone() {
    assertThat(TrainingImages.of(model(data), store, HADOOP).missing())
        .isEqualTo("no plan names the trial any more");
  }
}
