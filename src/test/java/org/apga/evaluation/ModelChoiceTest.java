package org.apga.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apga.data.Decoding;
import org.apga.data.Reading;
import org.apga.data.image.Channel;
import org.apga.files.JsonFile;
import org.apga.store.ResultStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelChoiceTest {
  @TempDir private Path root;
  private ResultStore store = ResultStore.open("/", new Configuration(false));

  @BeforeEach
  void commitSome() throws IOException {
    store = ResultStore.open(root.toString(), new Configuration(false));
    commit("elbow-apga-full-s0-a", "apga", "full", 0);
    commit("elbow-apga-full-s1-a", "apga", "full", 1);
    commit("elbow-baseline-full-s0-a", "baseline", "full", 0);
  }

  private void commit(String trial, String arm, String shots, long seed) throws IOException {
    SortedMap<String, String> identity = new TreeMap<>();
    identity.put("part", "elbow");
    identity.put("arm", arm);
    identity.put("manifest", "cafe");
    identity.put("code", "beef");
    identity.put("library.nd4j", "1.0.0-M2.1");
    identity.put("classifier.weights", "drawn");
    identity.put("train.image-size", "64");
    identity.put("data.channel", "first");
    identity.put("data.max-pixels", "1000");
    store.commit(store.begin(trial).offer("elbow", arm, shots, seed, identity, new TreeMap<>()));
  }

  private List<TrainedModel> cell(@Nullable String shots, List<Long> seeds, @Nullable String run) {
    return new ModelChoice(null, "apga", "elbow", shots, seeds, run, null).in(store);
  }

  private List<TrainedModel> trial(String id) {
    return new ModelChoice(id, null, null, null, List.of(), null, null).in(store);
  }

  private static List<String> ids(List<TrainedModel> models) {
    return models.stream().map(model -> model.commit().trial()).toList();
  }

  @Test
  void aCellGivesItsSeedsAndATrialItself() {
    assertThat(ids(cell(null, List.of(), null)))
        .containsExactly("elbow-apga-full-s0-a", "elbow-apga-full-s1-a");
    assertThat(ids(cell("full", List.of(1L), null))).containsExactly("elbow-apga-full-s1-a");
    assertThat(ids(trial("elbow-baseline-full-s0-a"))).containsExactly("elbow-baseline-full-s0-a");
  }

  @Test
  void imagesAreDecodedAsTheTrialsRecordSays() {
    TrainedModel model = trial("elbow-apga-full-s1-a").get(0);

    assertThat(model.decoding()).isEqualTo(new Decoding(64, Reading.plain(Channel.FIRST, 1000), 1));
    assertThat(model.title()).isEqualTo("elbow apga seed 1");
    assertThat(model.manifestHash()).isEqualTo("cafe");
    assertThat(model.hasPolicy()).isTrue();
  }

  @Test
  void aRunChoosesBetweenTrialsOfOneSeed() throws IOException {
    commit("elbow-apga-full-s1-b", "apga", "full", 1);
    assertThatThrownBy(() -> cell(null, List.of(), null))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(
            "Cannot choose a model of elbow apga: seed 1 was trained with several settings, data"
                + " sets or versions, in trials elbow-apga-full-s1-a and elbow-apga-full-s1-b. Name"
                + " a run with --run, a variant of it with --variant, or one trial with --trial.");
    ObjectNode plan = JsonFile.object();
    plan.putArray("trials").addObject().put("trial", "elbow-apga-full-s1-b");
    store.plans().freeze("20260101-x", plan);

    assertThat(ids(cell(null, List.of(), "20260101-x"))).containsExactly("elbow-apga-full-s1-b");
    assertThatThrownBy(() -> cell(null, List.of(), "other"))
        .hasMessage(
            "Cannot use models of run other: it is none of the runs in file:"
                + root
                + " (20260101-x). Name one of them.");
  }

  @Test
  void aVariantOfARunChoosesBetweenItsTrials() throws IOException {
    commit("elbow-apga-full-s0-b", "apga", "full", 0);
    ObjectNode plan = JsonFile.object();
    ArrayNode trials = plan.putArray("trials");
    for (String id : List.of("a", "b")) {
      ObjectNode variant =
          trials.addObject().put("trial", "elbow-apga-full-s0-" + id).putObject("variant");
      variant.put("name", "epochs=" + id).putObject("settings").put("train.epochs", id);
    }
    store.plans().freeze("20260101-x", plan);

    List<TrainedModel> chosen = variant("20260101-x", "epochs=b");

    assertThat(ids(chosen)).containsExactly("elbow-apga-full-s0-b");
    assertThat(chosen.get(0).title()).isEqualTo("elbow apga epochs=b seed 0");
    assertThatThrownBy(() -> variant("20260101-x", "epochs=c"))
        .hasMessage(
            "Cannot find a model of elbow apga, run 20260101-x, variant epochs=c: none is committed"
                + " in file:"
                + root
                + ". Committed are elbow apga epochs=a, elbow apga epochs=b.");
    assertThatThrownBy(() -> variant(null, "epochs=b"))
        .hasMessage(
            "Cannot choose a model of variant epochs=b: a variant's name comes from a run. Name the"
                + " run with --run.");
  }

  private List<TrainedModel> variant(@Nullable String run, String name) {
    return new ModelChoice(null, "apga", "elbow", null, List.of(), run, name).in(store);
  }

  @Test
  void whatIsNotClearOrNotThereIsSaidInALine() throws IOException {
    assertThatThrownBy(() -> trial("elbow-apga-full-s9-a"))
        .hasMessage(
            "Cannot use trial elbow-apga-full-s9-a: it is not committed in file:"
                + root
                + ". Name a trial of its table trials.");
    assertThatThrownBy(() -> trial("../trials/elbow-apga-full-s1-a"))
        .hasMessageStartingWith("Cannot use trial ../trials/elbow-apga-full-s1-a: it is not");
    assertThatThrownBy(
            () -> new ModelChoice(null, "apga", null, null, List.of(), null, null).in(store))
        .hasMessage(
            "Cannot choose a model: name either one --trial, or an --arm and a --part. They are in"
                + " table trials of file:"
                + root
                + ".");
    assertThatThrownBy(
            () -> new ModelChoice("x", null, null, null, List.of(1L), null, null).in(store))
        .hasMessageStartingWith("Cannot choose a model: name either one --trial, or");
    assertThatThrownBy(
            () -> new ModelChoice(null, "cutout", "elbow", null, List.of(), null, null).in(store))
        .hasMessage(
            "Cannot find a model of elbow cutout: none is committed in file:"
                + root
                + ". Committed are elbow apga, elbow baseline.");
    assertThatThrownBy(() -> cell(null, List.of(1L, 5L), null))
        .hasMessage(
            "Cannot find a model of elbow apga, seed 1, 5: none is committed of seed 5. Committed"
                + " are seeds 1.");
    commit("elbow-apga-100-s0-a", "apga", "100", 0);
    assertThatThrownBy(() -> cell(null, List.of(), null))
        .hasMessage(
            "Cannot choose a model of elbow apga: there are models of shots 100, full. Name one"
                + " with --shots.");
  }

  @Test
  void weightsThatAreNotThereAreSaidSo() {
    assertThatThrownBy(() -> trial("elbow-apga-full-s1-a").get(0).weights(store))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(
            "Cannot use trial elbow-apga-full-s1-a: the weights of its classifier do not exist."
                + " Remove the trial's folder and run its grid again, or use another trial.");
  }

  @Test
  void aRecordThatThisVersionDoesNotUnderstandIsRefused() throws IOException {
    store.commit(
        store
            .begin("old")
            .offer(
                "elbow",
                "apga",
                "full",
                0,
                new TreeMap<>(java.util.Map.of("train.gone", "1")),
                new TreeMap<>()));

    assertThatThrownBy(() -> trial("old"))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith(
            "Cannot use trial old: its record has settings that this version does not know, first"
                + " train.gone is not a setting")
        .hasMessageEndingWith(" Use the version that trained it.");
  }
}
