package org.apga.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apga.config.ConfigException;
import org.apga.config.ConfigReader;
import org.apga.data.DataException;
import org.apga.data.Example;
import org.apga.data.ImageSource;
import org.apga.data.Split;
import org.apga.store.ResultStore;
import org.apga.trial.DataSet;

/**
 * The images that a model was trained and selected on, where a run's plan still leads to them.
 *
 * @param sources where they lie; empty where they are not to be found, else one
 * @param examples each with the split that it was used in, {@link Split#TRAIN} or {@link
 *     Split#SELECTION}
 * @param missing why they are not to be found; empty where they are
 */
public record TrainingImages(List<ImageSource> sources, List<Example> examples, String missing) {

  /** Copies the lists. */
  public TrainingImages {
    sources = List.copyOf(sources);
    examples = List.copyOf(examples);
  }

  /** Looks for them: the newest plan that names the trial says where its data set was. */
  public static TrainingImages of(TrainedModel model, ResultStore store, Configuration hadoop) {
    Optional<ObjectNode> plan =
        store.plans().filter(one -> names(one, model.commit().trial())).findFirst();
    if (plan.isEmpty()) {
      return missing("no plan names the trial any more");
    }
    Map<String, String> settings = new HashMap<>();
    plan.get()
        .path("settings")
        .fields()
        .forEachRemaining(e -> settings.put(e.getKey(), e.getValue().asText()));
    try {
      DataSet data = DataSet.open(ConfigReader.read(settings), hadoop);
      if (!data.manifest().hash().equals(model.manifestHash())) {
        return missing("the lists of its data set have changed since");
      }
      String part = model.commit().part();
      List<Example> examples =
          data.manifest().ofGroup(part).stream()
              .map(e -> in(e, data.splits().of(e)))
              .filter(e -> e.split() != Split.TEST)
              .toList();
      return new TrainingImages(List.of(ImageSource.of(data.manifest())), examples, "");
    } catch (ConfigException | DataException | UncheckedIOException e) {
      return missing("its data set is not where it was");
    }
  }

  private static TrainingImages missing(String why) {
    return new TrainingImages(List.of(), List.of(), why);
  }

  private static boolean names(ObjectNode plan, String trial) {
    for (JsonNode one : plan.path("trials")) {
      if (one.path("trial").asText().equals(trial)) {
        return true;
      }
    }
    return false;
  }

  private static Example in(Example example, Split split) {
    return new Example(
        example.path(),
        example.label(),
        example.patient(),
        example.study(),
        example.group(),
        split);
  }
}
